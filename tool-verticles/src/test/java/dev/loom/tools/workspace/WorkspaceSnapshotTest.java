package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.FileChange.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkspaceSnapshotTest {
  @TempDir private Path temp;

  @Test
  void createdChangedAndDeletedFilesAreToldByPath() throws IOException {
    var root = temp.toRealPath();
    Files.writeString(root.resolve("changed"), "a");
    Files.writeString(root.resolve("deleted"), "a");
    Files.writeString(root.resolve("same"), "a");
    Files.createDirectories(root.resolve("node_modules/x"));
    try (var workspace = ConfinedWorkspace.open(root)) {
      var before = WorkspaceSnapshot.of(workspace).orElseThrow();
      Files.writeString(root.resolve("changed"), "longer");
      Files.delete(root.resolve("deleted"));
      Files.createDirectory(root.resolve("d"));
      Files.writeString(root.resolve("d/created"), "a");
      Files.writeString(root.resolve("node_modules/x/y"), "a");
      assertEquals(
          List.of(
              new FileChange("changed", Kind.MODIFIED),
              new FileChange("d/created", Kind.CREATED),
              new FileChange("deleted", Kind.DELETED)),
          before.changesUntil(WorkspaceSnapshot.of(workspace).orElseThrow()));
    }
  }

  @Test
  void aWorkspaceWithTooManyEntriesIsNotCompared() throws IOException {
    var root = temp.toRealPath();
    for (var i = 0; i <= WorkspaceSnapshot.ENTRIES_MAX; i++) {
      Files.createFile(root.resolve("f" + i));
    }
    try (var workspace = ConfinedWorkspace.open(root)) {
      assertTrue(WorkspaceSnapshot.of(workspace).isEmpty());
    }
  }
}
