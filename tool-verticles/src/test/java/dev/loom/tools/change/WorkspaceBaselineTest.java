package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class WorkspaceBaselineTest {
  private static final FileVersion OLD = FileVersion.link("old");
  private static final FileVersion NEW = FileVersion.link("new");
  private final WorkspaceBaseline baseline = new WorkspaceBaseline();

  private static WorkspaceBaseline.Command command() {
    return new WorkspaceBaseline.Command() {
      @Override
      public void recordDifferences(List<FileDifference> differences) {
        throw new AssertionError("nothing is recorded here");
      }
    };
  }

  /// Starts tracking with one running command.
  private WorkspaceBaseline.Command track(Map<String, FileVersion> found) {
    var command = command();
    baseline.start(found, Set.of("skipped"));
    baseline.addCommand(command);
    return command;
  }

  @Test
  void anUntrackedWorkspaceHasTheCurrentVersions() {
    assertEquals(NEW, baseline.recorded("f", NEW));
    baseline.record("f", NEW);
    assertEquals(Map.of(), baseline.versions());
  }

  @Test
  void aTrackedPathHasItsLastRecordedVersion() {
    track(Map.of("f", OLD));
    assertEquals(OLD, baseline.recorded("f", NEW));
    baseline.record("f", NEW);
    assertEquals(NEW, baseline.recorded("f", OLD));
    assertEquals(FileVersion.NOTHING, baseline.recorded("other", NEW));
    baseline.record("f", FileVersion.NOTHING);
    baseline.record("g", OLD);
    assertEquals(Map.of("g", OLD), baseline.files());
  }

  @Test
  void aPathInASkippedDirectoryHasItsCurrentVersion() {
    track(Map.of("skipped/f", OLD));
    assertEquals(NEW, baseline.recorded("skipped/f", NEW));
    baseline.setSkipped(Set.of("later"));
    assertEquals(NEW, baseline.recorded("later/f", NEW));
  }

  @Test
  void filesBelowSkippedDirectoriesAreNotCovered() {
    baseline.start(Map.of(), Set.of("a/b"));
    assertFalse(baseline.covers("a/b/c/f"));
    assertTrue(baseline.covers("a/b"));
    assertTrue(baseline.covers("a/bc/f"));
  }

  @Test
  void aDirectorySkippedAtFirstIsNeverCovered() {
    baseline.start(Map.of(), Set.of("first"));
    baseline.setSkipped(Set.of("later"));
    assertFalse(baseline.covers("first/f"));
    assertFalse(baseline.covers("later/f"));
    baseline.setSkipped(Set.of());
    assertFalse(baseline.covers("first/f"));
    assertTrue(baseline.covers("later/f"));
  }

  @Test
  void trackingEndsWithTheLastCommand() {
    var first = track(Map.of("f", OLD));
    var second = command();
    baseline.addCommand(second);
    baseline.removeCommand(first);
    assertEquals(OLD, baseline.recorded("f", NEW));
    baseline.removeCommand(second);
    assertEquals(NEW, baseline.recorded("f", NEW));
    baseline.start(Map.of(), Set.of());
    assertEquals(Map.of(), baseline.versions());
  }

  @Test
  void anUnexpectedDifferenceIsAttributedToTheCommandThatStartedLast() {
    assertEquals(Optional.empty(), baseline.latestCommand());
    var first = command();
    var second = command();
    baseline.addCommand(first);
    baseline.addCommand(second);
    assertSame(second, baseline.latestCommand().orElseThrow());
    baseline.removeCommand(second);
    assertSame(first, baseline.latestCommand().orElseThrow());
  }

  @Test
  void anInterruptedThreadDoesNotWaitForTheLock() throws Exception {
    baseline.lock();
    try (var other = Executors.newSingleThreadExecutor()) {
      var isInterrupted =
          other.submit(
              () -> {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedIOException.class, baseline::lock);
                return Thread.interrupted();
              });
      assertTrue(isInterrupted.get());
    }
    baseline.unlock();
    assertFalse(baseline.isTracked());
  }
}
