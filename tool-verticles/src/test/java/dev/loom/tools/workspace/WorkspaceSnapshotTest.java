package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceSnapshotTest {
  @TempDir private Path root;
  private ConfinedWorkspace workspace;

  @BeforeEach
  void open() throws IOException {
    root = root.toRealPath();
    workspace = ConfinedWorkspace.open(root);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  @Test
  void filesLinksAndDirectoriesAreFoundAndLinksNotFollowed() throws Exception {
    Files.createDirectories(root.resolve("d/e"));
    Files.writeString(root.resolve("d/f"), "text");
    Files.createSymbolicLink(root.resolve("link"), Path.of("d"));
    var snapshot = WorkspaceSnapshot.take(workspace, "", 1_000, _ -> false).orElseThrow();
    assertEquals(Set.of("d/f", "link"), snapshot.files().keySet());
    assertEquals(4, snapshot.files().get("d/f").size());
    assertEquals(Set.of("d", "d/e"), snapshot.directories());
  }

  @ParameterizedTest
  @ValueSource(strings = {".git/f", "target/f", "a/node_modules/f", "excluded/f"})
  void skippedDirectoriesAreReportedAndTheirFilesAreNot(String path) throws Exception {
    Files.createDirectories(root.resolve(path).getParent());
    Files.createFile(root.resolve(path));
    var snapshot = WorkspaceSnapshot.take(workspace, "excluded", 1_000, _ -> false).orElseThrow();
    assertEquals(Set.of(), snapshot.files().keySet());
    assertEquals(Set.of(path.substring(0, path.length() - 2)), snapshot.skipped());
  }

  @Test
  void coverageFollowsTheNamesOfAPath() {
    assertTrue(WorkspaceSnapshot.covers("a/target"));
    assertFalse(WorkspaceSnapshot.covers("target/a"));
    assertFalse(WorkspaceSnapshot.covers("a/" + AtomicWrites.TEMP_PREFIX + "0"));
    assertTrue(WorkspaceSnapshot.covers("d/".repeat(DirectoryWalker.DEPTH_MAX) + "f"));
    assertFalse(WorkspaceSnapshot.covers("d/".repeat(DirectoryWalker.DEPTH_MAX + 1) + "f"));
  }

  @Test
  void aTooLargeWorkspaceHasNoSnapshot() throws Exception {
    for (var i = 0; i < 3; i++) {
      Files.createFile(root.resolve("f" + i));
    }
    assertTrue(WorkspaceSnapshot.take(workspace, "", 3, _ -> false).isPresent());
    Files.createFile(root.resolve("one-more"));
    assertEquals(Optional.empty(), WorkspaceSnapshot.take(workspace, "", 3, _ -> false));
  }
}
