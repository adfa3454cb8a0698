package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.tool.ToolResult;
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

@Timeout(30)
class ListDirectoryToolTest {
  private final ListDirectoryTool listDirectory = new ListDirectoryTool();
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

  private static Map<String, Object> data(
      int files, int directories, int links, List<String> skipped) {
    return Map.of(
        "files",
        files,
        "directories",
        directories,
        "links",
        links,
        "skipped",
        skipped,
        "omitted",
        0);
  }

  @Test
  void aListingNamesWhatItOmitsFollowsNoLinkAndStopsAtTwoLevels() throws Exception {
    Files.createDirectories(root.resolve("src/a/b"));
    Files.createDirectories(root.resolve("node_modules/x"));
    Files.createFile(root.resolve("z"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("."));
    assertEquals(
        ToolResult.ok("src/\n  a/\nloop (link)\nz")
            .withData(data(1, 2, 1, List.of("node_modules"))),
        harness.run(listDirectory, Map.of()));
    assertEquals(
        ToolResult.ok("a/\n  b/").withData(data(0, 2, 0, List.of())),
        harness.run(listDirectory, Map.of("path", "src")));
    assertEquals(
        ToolResult.ok("(empty directory)").withData(data(0, 0, 0, List.of())),
        harness.run(listDirectory, Map.of("path", "src/a/b")));
    assertFalse(Files.exists(root.resolve("no")));
    assertEquals(
        "Directory not found: no",
        assertThrows(IOException.class, () -> harness.run(listDirectory, Map.of("path", "no")))
            .getMessage());
  }
}
