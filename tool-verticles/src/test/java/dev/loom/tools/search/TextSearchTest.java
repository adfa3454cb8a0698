package dev.loom.tools.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void dataNamesTheFilesThatWereTooLarge() throws Exception {
    file("large", "x".repeat(6 * 1024 * 1024));
    assertEquals(
        Map.of("shown", 0, "too_large", List.of("large"), "too_large_count", 1, "long_lines", 0),
        harness.run(searchFiles, Map.of("pattern", "x")).data());
  }

  @Test
  void skippedContentIsReported() throws Exception {
    file("large", "x".repeat(6 * 1024 * 1024));
    file("long", "y".repeat(200_000) + "x");
    assertEquals(
        "No matches found for pattern: x\n(1 files larger than 5 MiB were not searched)"
            + "\n(only the beginning of 1 very long lines was searched)",
        search(Map.of("pattern", "x")));
  }
}
