package dev.loom.tools.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
class SearchFilesToolTest {
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
  void binaryFilesAndIgnoredDirectoriesAreSkipped() throws Exception {
    file("bin", "find\0me");
    for (var directory : new String[] {".git", "node_modules", "target", "build", "dist"}) {
      file(directory + "/f", "find me");
    }
    file("src/f", "find me");
    assertEquals("src/f:1: find me", search(Map.of("pattern", "find")));
  }

  @Test
  void aSearchWithoutMatchesSaysWhatItDidNotLookAt() throws Exception {
    file("node_modules/f", "find me");
    file("src/f.ts", "x");
    file("bin", "find\0me");
    assertEquals(
        "No matches found for pattern: find\n(directories not searched: node_modules)",
        search(Map.of("pattern", "find")));
    assertEquals(
        "No matches found for pattern: find\n(no file matches '*.kt')"
            + "\n(directories not searched: node_modules)",
        search(Map.of("pattern", "find", "file_pattern", "*.kt")));
    assertEquals(
        "node_modules/f:1: find me",
        search(Map.of("pattern", "find", "file_pattern", "node_modules/**")));
    assertEquals(
        "No matches found for pattern: find\n(the file is not text)",
        search(Map.of("pattern", "find", "path", "bin")));
  }

  @Test
  void filesThatGitIgnoresComeLast() throws Exception {
    file(".gitignore", "/.generated/\n*.min.js\n");
    for (var i = 0; i < 300; i++) {
      file(".generated/f" + i + ".ts", "widget");
    }
    file("a.min.js", "widget");
    file("src/main.ts", "widget");
    var output = search(Map.of("pattern", "widget"));
    assertTrue(output.startsWith("src/main.ts:1: widget\n.generated/"), output);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "app/[id]/*.tsx; app/[id]/page.tsx",
        "app/[[...slug]]/*; app/[[...slug]]/x.ts",
        "[post-id].md; [post-id].md",
        "./app/[id]/**; app/[id]/page.tsx",
        "*.MD; [post-id].md",
        "'*.tsx, *.html'; app/[id]/page.tsx",
        "app/i; app/i/page.tsx"
      })
  void filePatternsAreReadAsModelsWriteThem(String filePattern, String path) throws Exception {
    for (var name :
        new String[] {
          "app/[id]/page.tsx", "app/i/page.tsx", "app/[[...slug]]/x.ts", "[post-id].md"
        }) {
      file(name, "hello");
    }
    var output = search(Map.of("pattern", "hello", "file_pattern", filePattern));
    assertTrue(output.contains(path + ":1: hello"), output);
    assertTrue(!filePattern.contains("[id]") || !output.contains("app/i/"), output);
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
  void anInvalidOrUnsupportedPatternIsRejectedWithItsReason(String pattern, String words) {
    var message =
        assertThrows(
                IllegalArgumentException.class,
                () -> harness.run(searchFiles, Map.of("pattern", pattern)))
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
  void catastrophicPatternsMatchInLinearTime(String pattern) throws Exception {
    file("f", "a".repeat(2_000) + "=".repeat(500) + " ".repeat(5_000) + "x");
    search(Map.of("pattern", pattern));
  }

  @Test
  void aMissingPathFails() {
    var failure =
        assertThrows(
            IOException.class,
            () -> harness.run(searchFiles, Map.of("pattern", "x", "path", "no")));
    assertEquals("Path not found: no", failure.getMessage());
    assertThrows(
        EscapeException.class,
        () -> harness.run(searchFiles, Map.of("pattern", "x", "path", "..")));
  }
}
