package dev.loom.tools.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SearchToolsTest {
  private final SearchFilesTool searchFiles = new SearchFilesTool();
  private final GlobFindTool globFind = new GlobFindTool();
  @TempDir private Path root;
  private ToolHarness bench;

  @BeforeEach
  void open() throws IOException {
    bench = new ToolHarness(root);
  }

  @AfterEach
  void close() throws IOException {
    bench.close();
  }

  private void file(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private String search(Map<String, Object> arguments) throws Exception {
    var result = bench.run(searchFiles, arguments);
    assertTrue(result.success(), result.error());
    return result.output();
  }

  @Test
  void matchingLinesAreShownWithTheirPathAndNumber() throws Exception {
    file("b.txt", "alpha\r\nbeta\r\n");
    file("a/a.java", "no\nalphabet\n");
    assertEquals("a/a.java:2: alphabet\nb.txt:1: alpha", search(Map.of("pattern", "^alpha")));
    assertEquals(
        "a/a.java:2: alphabet", search(Map.of("pattern", "alpha", "file_pattern", "*.java")));
    assertEquals(
        "a/a.java:2: alphabet", search(Map.of("pattern", "alpha", "file_pattern", "a/**")));
    assertEquals("b.txt:1: alpha", search(Map.of("pattern", "alpha", "path", "b.txt")));
    assertEquals("No matches found for pattern: gamma", search(Map.of("pattern", "gamma")));
  }

  @Test
  void binaryFilesAndIgnoredDirectoriesArePassedOver() throws Exception {
    file("bin", "find\0me");
    for (var directory : new String[] {".git", "node_modules", "target", "build", "dist"}) {
      file(directory + "/f", "find me");
    }
    file("src/f", "find me");
    assertEquals("src/f:1: find me", search(Map.of("pattern", "find")));
  }

  @Test
  void aSearchStopsAfterTwoHundredMatches() throws Exception {
    file("f", "x\n".repeat(300));
    var output = search(Map.of("pattern", "x"));
    assertEquals(201, output.lines().count());
    assertTrue(output.endsWith("... (stopped after 200 matches)"), output);
  }

  @Test
  void whatWasNotSearchedIsSaid() throws Exception {
    file("large", "x".repeat(6 * 1024 * 1024));
    file("long", "y".repeat(200_000) + "x");
    assertEquals(
        "No matches found for pattern: x\n(1 files larger than 5 MiB were not searched)"
            + "\n(1 very long lines were searched at their beginning only)",
        search(Map.of("pattern", "x")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a(?=b); look-ahead",
        "(?<!a)b; negative look-behind",
        "(a)\\1; back-reference \\1",
        "(?>a); atomic groups",
        "(a; missing closing )",
        "a**; invalid nested repetition"
      })
  void aPatternThatIsWrongOrNotSupportedIsRefusedByName(String pattern, String words) {
    var message =
        assertThrows(
                IllegalArgumentException.class,
                () -> bench.run(searchFiles, Map.of("pattern", pattern)))
            .getMessage();
    assertTrue(message.startsWith("Invalid regex: "), message);
    assertTrue(message.contains(words), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a*)*b",
        "(?:.*=){5}.*!",
        ".*.*.*.*=x",
        "(\\w+\\s*)+:",
        "\\s+$",
        "(?:a{0,50}){0,50}b"
      })
  void patternsThatExplodeElsewhereDoNot(String pattern) throws Exception {
    file("f", "a".repeat(2_000) + "=".repeat(500) + " ".repeat(5_000) + "x");
    search(Map.of("pattern", pattern));
  }

  @Test
  void aMissingPathIsRefused() {
    var failure =
        assertThrows(
            IOException.class, () -> bench.run(searchFiles, Map.of("pattern", "x", "path", "no")));
    assertEquals("Path not found: no", failure.getMessage());
    assertThrows(
        EscapeException.class, () -> bench.run(searchFiles, Map.of("pattern", "x", "path", "..")));
  }

  @Test
  void filesAreFoundByPatternNewestFirst() throws Exception {
    file("a.java", "");
    file("d/b.java", "");
    file("d/e/c.java", "");
    file("target/d.java", "");
    Files.setLastModifiedTime(root.resolve("d/b.java"), FileTime.fromMillis(3_000));
    Files.setLastModifiedTime(root.resolve("a.java"), FileTime.fromMillis(2_000));
    Files.setLastModifiedTime(root.resolve("d/e/c.java"), FileTime.fromMillis(1_000));
    assertEquals(
        ToolResult.ok("d/b.java\na.java\nd/e/c.java"),
        bench.run(globFind, Map.of("pattern", "**/*.java")));
    assertEquals(ToolResult.ok("a.java"), bench.run(globFind, Map.of("pattern", "*.java")));
    assertEquals(
        ToolResult.ok("d/b.java"), bench.run(globFind, Map.of("pattern", "*.java", "path", "d")));
    assertEquals(
        ToolResult.ok("No files matched."), bench.run(globFind, Map.of("pattern", "*.kt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../*", "/etc/*", "a/../../*", ".."})
  void aPatternThatLeadsOutsideIsRefused(String pattern) {
    assertThrows(EscapeException.class, () -> bench.run(globFind, Map.of("pattern", pattern)));
  }

  @Test
  void moreFilesThanShownAreCounted() throws Exception {
    for (var i = 0; i < 510; i++) {
      Files.createFile(root.resolve("f" + i));
    }
    var output = bench.run(globFind, Map.of("pattern", "f*")).output();
    assertTrue(output.endsWith("... (10 more files)"), output);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.java A.java true",
        "*.java d/A.java false",
        "**/*.java A.java true",
        "**/*.java d/e/A.java true",
        "d/** d/e/A.java true",
        "?.txt a.txt true",
        "?.txt ab.txt false",
        "[a-c].txt b.txt true",
        "[!a-c].txt b.txt false",
        "*.{js,ts} x.ts true",
        "*.{js,ts} x.tsx false",
        "a+b.(c) a+b.(c) true",
        "a,b a,b true",
        "x} x} true"
      })
  void globsMatchAsShellsDo(String glob, String path, boolean expected) {
    assertEquals(expected, Glob.forPaths(glob).matches(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "{a,b", "a[z-a]"})
  void aBrokenGlobIsRefused(String glob) {
    assertThrows(IllegalArgumentException.class, () -> Glob.forPaths(glob));
  }
}
