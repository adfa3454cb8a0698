package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.config.ToolsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsavedPathsTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir private Path temp;
  private Path root;
  private ChangeLog changes;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(temp.resolve("workspace"));
    var limits =
        new ToolsConfig(
            64,
            30_720,
            120,
            MEGABYTE,
            3 * MEGABYTE,
            20,
            30,
            false,
            ToolsConfig.Processes.defaults(),
            List.of());
    changes = new ChangeLog(limits, Files.createDirectory(temp.resolve("home")));
  }

  @AfterEach
  void close() {
    changes.close();
  }

  private void file(String path, int bytes) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
  }

  private Optional<String> find(String command) throws IOException {
    return changes.findUnsaved(root, List.of(new ToolEffect.RunsCommand(command)));
  }

  @Test
  void whatIsSavedIsNotNamed() throws Exception {
    file("build/a", MEGABYTE);
    file("dist/a", 9 * MEGABYTE);
    assertEquals(Optional.empty(), find("rm -rf build"));
    assertEquals(Optional.empty(), find("make dist"));
    assertEquals(Optional.empty(), changes.findUnsaved(root, List.of(new ToolEffect.Unknown())));
  }

  @Test
  void largeFilesAndDirectoriesAreNamed() throws Exception {
    file("build/a", MEGABYTE + 1);
    file("build/b", 1);
    assertEquals(Optional.of("1 file in build larger than 1 MB"), find("rm -rf build"));
    file("dist/a", MEGABYTE);
    file("dist/b", MEGABYTE);
    file("dist/c", MEGABYTE + 1);
    assertEquals(Optional.of("dist beyond its first 3 MB (it has 4 MB)"), find("rm -rf dist"));
  }

  @Test
  void manyEntriesAreNamed() throws Exception {
    for (int i = 0; i < 25; i++) {
      file("build/" + i, 1);
    }
    assertEquals(Optional.of("build (more than 20 entries with the rest)"), find("rm -rf build"));
    for (int i = 0; i < 25; i++) {
      file("src/" + i, 1);
    }
    assertEquals(
        Optional.of(
            "any file, because the workspace has more than 20 entries (tools.undo_entries_max)"),
        find("rm src/1"));
  }
}
