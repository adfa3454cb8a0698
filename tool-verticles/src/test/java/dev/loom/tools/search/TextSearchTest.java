package dev.loom.tools.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.re2j.Pattern;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TextSearchTest {
  private final SearchFilesTool searchFiles = new SearchFilesTool();
  @TempDir private Path root;
  private ToolHarness harness;

  @BeforeEach
  void open() throws IOException {
    harness = new ToolHarness(root);
  }

  @AfterEach
  void close() throws IOException {
    harness.close();
  }

  private void file(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private String search(Map<String, Object> arguments) throws Exception {
    var result = harness.run(searchFiles, arguments);
    assertTrue(result.success(), result.error());
    return result.output();
  }

  @Test
  void aSearchStopsAfterTwoHundredMatches() throws Exception {
    file("f", "x\n".repeat(300));
    var output = search(Map.of("pattern", "x"));
    assertEquals(201, output.lines().count());
    assertTrue(output.endsWith("... (stopped after 200 matches)"), output);
  }

  @Test
  void matchesAreShownPageByPage() throws Exception {
    file("a", "x1\nx2\n");
    file("b", "x3\n");
    assertEquals(
        "a:2: x2\n... (stopped after 1 matches)",
        search(Map.of("pattern", "x", "offset", 1, "limit", 1)));
    var last = harness.run(searchFiles, Map.of("pattern", "x", "offset", 2, "limit", 5));
    assertEquals("b:1: x3", last.output());
    assertEquals(1, last.data().get("shown"));
  }

  /// A file of holes, which takes no space.
  private void sparseFile(String path, long size) throws IOException {
    try (var file = new RandomAccessFile(root.resolve(path).toFile(), "rw")) {
      file.setLength(size);
    }
  }

  @Test
  void dataNamesTheFilesThatWereTooLarge() throws Exception {
    sparseFile("large", 513L * 1024 * 1024);
    assertEquals(
        Map.of("shown", 0, "too_large", List.of("large"), "too_large_count", 1, "long_lines", 0),
        harness.run(searchFiles, Map.of("pattern", "x")).data());
  }

  @Test
  void skippedContentIsReported() throws Exception {
    sparseFile("large", 513L * 1024 * 1024);
    file("long", "y".repeat(9 * 1024 * 1024) + "x");
    assertEquals(
        "No matches found for pattern: x\n(1 files larger than 512 MiB were not searched)"
            + "\n(only the beginning of 1 very long lines was searched)",
        search(Map.of("pattern", "x")));
  }

  @Test
  void largeFilesAndLongLinesAreSearchedToTheirEnd() throws Exception {
    file("large.log", "some text of a line\n".repeat(600_000) + "needle\n");
    file("long.json", "y".repeat(3_000_000) + "needle");
    assertEquals(
        "large.log:600001: needle\nlong.json:1: (column 3000001) …" + "y".repeat(200) + "needle",
        search(Map.of("pattern", "needle")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 499, 500, 501, 5_000, 90_000})
  void aMatchAnywhereInALongLineIsShown(int column) throws Exception {
    file("d.csv", "😀".repeat(column / 2) + "NEEDLE_42" + ",x".repeat(5_000));
    var output = search(Map.of("pattern", "NEEDLE_[0-9]+"));
    assertTrue(output.contains("NEEDLE_42"), output);
    assertTrue(output.length() < 600, output);
    assertEquals(output, new String(output.getBytes(UTF_8), UTF_8));
  }

  @Test
  void byteOrderMarksAreNoText() throws Exception {
    file("a.cs", "\ufeffusing X;\n");
    Files.write(root.resolve("b.txt"), "\ufeffusing Y;\r\n".getBytes(StandardCharsets.UTF_16LE));
    Files.write(root.resolve("c.txt"), "\ufeffusing Z;\r\n".getBytes(StandardCharsets.UTF_16BE));
    assertEquals(
        "a.cs:1: using X;\nb.txt:1: using Y;\nc.txt:1: using Z;",
        search(Map.of("pattern", "^using .;$")));
  }

  /// Reported as anthropics/claude-code#16936: also when the directory itself is hidden.
  @Test
  void hiddenFilesAreSearched() throws Exception {
    file(".claude/hooks/a.sh", "needle\n");
    file(".env.example", "needle=1\n");
    assertEquals(
        ".claude/hooks/a.sh:1: needle\n.env.example:1: needle=1",
        search(Map.of("pattern", "needle")));
    assertEquals(
        ".claude/hooks/a.sh:1: needle", search(Map.of("pattern", "needle", "path", ".claude")));
  }

  /// Reported as BurntSushi/ripgrep#1398: a log is not binary because of one byte far inside.
  @Test
  void aZeroByteInALogHidesNothing() throws Exception {
    file("a.log", "one line of text\n".repeat(10_000) + "\0\0\nneedle\n");
    assertEquals("a.log:10002: needle", search(Map.of("pattern", "needle")));
  }

  /// Reported as BurntSushi/ripgrep#322 and #855: other encodings than UTF-8.
  @Test
  void aFileInLatin1IsSearched() throws Exception {
    Files.write(
        root.resolve("a.php"), "$größe = 1; // needle\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("a.php:1: $gr��e = 1; // needle", search(Map.of("pattern", "gr\\S+e = 1")));
  }

  @Test
  void aSearchThatRunsOutOfTimeReportsWhatItHasFound() throws Exception {
    file("a", "x\n");
    var search =
        new TextSearch(
            harness.workspace(), Pattern.compile("x"), 0, 10, () -> Duration.ofSeconds(1));
    search.searchFiles(FileFinder.find(harness.workspace(), ".", "", true));
    assertEquals(
        "\n(out of time: 1 files were not searched to their end; search a smaller part)",
        search.notes());
  }

  @Test
  void anUnreadableFileIsCounted() throws Exception {
    file("a", "x\n");
    Files.setPosixFilePermissions(root.resolve("a"), Set.of());
    assumeFalse(Files.isReadable(root.resolve("a")), "root may read everything");
    assertEquals(
        "No matches found for pattern: x\n(1 files could not be read: permission denied)",
        search(Map.of("pattern", "x")));
  }
}
