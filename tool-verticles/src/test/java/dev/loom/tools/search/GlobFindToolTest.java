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
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GlobFindToolTest {
  private final GlobFindTool globFind = new GlobFindTool();
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
        harness.run(globFind, Map.of("pattern", "**/*.java")));
    assertEquals(ToolResult.ok("a.java"), harness.run(globFind, Map.of("pattern", "*.java")));
    assertEquals(
        ToolResult.ok("d/b.java"), harness.run(globFind, Map.of("pattern", "*.java", "path", "d")));
    assertEquals(
        ToolResult.ok("No files matched."), harness.run(globFind, Map.of("pattern", "*.kt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../*", "/etc/*", "a/../../*", ".."})
  void aPatternToTheOutsideIsRejected(String pattern) {
    assertThrows(EscapeException.class, () -> harness.run(globFind, Map.of("pattern", pattern)));
  }

  @Test
  void moreFilesThanShownAreCounted() throws Exception {
    for (var i = 0; i < 510; i++) {
      Files.createFile(root.resolve("f" + i));
    }
    var output = harness.run(globFind, Map.of("pattern", "f*")).output();
    assertTrue(output.endsWith("... (10 more files)"), output);
  }
}
