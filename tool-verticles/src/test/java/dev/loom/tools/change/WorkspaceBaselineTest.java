package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceBaselineTest {
  private static final FileVersion OLD = FileVersion.link("old");
  private static final FileVersion NEW = FileVersion.link("new");

  @TempDir private Path temp;
  private Path root;
  private ConfinedWorkspace workspace;
  private CurrentFiles currentFiles;
  private WorkspaceBaseline baseline;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("ws"));
    workspace = ConfinedWorkspace.open(root);
    var contents = new ContentStore(temp.resolve("images"), Long.MAX_VALUE / 2);
    var limits = new StoredContentLimits(1_000, 10_000);
    currentFiles = new CurrentFiles(workspace, contents, limits);
    baseline = new WorkspaceBaseline(new FileCache(limits));
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  private WorkspaceSnapshot snapshot() throws IOException {
    return WorkspaceSnapshot.take(workspace, "", 1_000, _ -> false).orElseThrow();
  }

  private void link(String path, String target) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.deleteIfExists(root.resolve(path));
    Files.createSymbolicLink(root.resolve(path), Path.of(target));
  }

  /// Starts tracking with one running command.
  private void track() throws IOException {
    baseline.start(snapshot(), currentFiles);
    baseline.addCommand();
  }

  private List<FileDifference> differences() throws IOException {
    return baseline.compare(snapshot(), currentFiles);
  }

  @Test
  void anUntrackedWorkspaceHasTheCurrentVersions() {
    assertEquals(NEW, baseline.recorded("f", NEW));
    baseline.record("f", NEW);
    assertEquals(Map.of(), baseline.files());
  }

  @Test
  void aTrackedPathHasItsLastRecordedVersion() throws Exception {
    link("f", "old");
    track();
    assertEquals(OLD, baseline.recorded("f", NEW));
    baseline.record("f", NEW);
    assertEquals(NEW, baseline.recorded("f", OLD));
    assertEquals(FileVersion.NOTHING, baseline.recorded("other", NEW));
    baseline.record("f", FileVersion.NOTHING);
    baseline.record("g", OLD);
    assertEquals(Map.of("g", OLD), baseline.files());
  }

  @Test
  void aDifferenceIsFoundUntilItIsRecorded() throws Exception {
    link("f", "old");
    link("gone", "old");
    track();
    link("f", "new");
    Files.delete(root.resolve("gone"));
    var found =
        List.of(
            new FileDifference("f", OLD, NEW),
            new FileDifference("gone", OLD, FileVersion.NOTHING));
    assertEquals(found, differences());
    assertEquals(found, differences());
    found.forEach(each -> baseline.record(each.path(), each.current()));
    assertEquals(List.of(), differences());
  }

  @Test
  void whatASnapshotSkipsIsNotTracked() throws Exception {
    link("d/f", "old");
    link("target/f", "old");
    track();
    assertEquals(NEW, baseline.recorded("target/f", NEW));
    var readable = Files.getPosixFilePermissions(root.resolve("d"));
    Files.setPosixFilePermissions(root.resolve("d"), Set.of());
    var isReadable = Files.isReadable(root.resolve("d"));
    var found = differences();
    Files.setPosixFilePermissions(root.resolve("d"), readable);
    assertEquals(List.of(), found);
    assertEquals(isReadable ? OLD : NEW, baseline.recorded("d/f", NEW));
  }

  @Test
  void trackingEndsWithTheLastCommand() throws Exception {
    link("f", "old");
    track();
    baseline.addCommand();
    baseline.removeCommand();
    assertEquals(OLD, baseline.recorded("f", NEW));
    baseline.removeCommand();
    assertEquals(NEW, baseline.recorded("f", NEW));
    Files.delete(root.resolve("f"));
    baseline.start(snapshot(), currentFiles);
    assertEquals(Map.of(), baseline.files());
  }

  @Test
  void anInterruptedThreadDoesNotWaitForTheLock() throws Exception {
    try (var _ = baseline.lock();
        var other = Executors.newSingleThreadExecutor()) {
      var isInterrupted =
          other.submit(
              () -> {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedIOException.class, baseline::lock);
                return Thread.interrupted();
              });
      assertTrue(isInterrupted.get());
    }
    assertFalse(baseline.isTracked());
  }
}
