package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkspaceBaselineTest {
  private static final FileVersion OLD = FileVersion.link("old");
  private static final FileVersion NEW = FileVersion.link("new");
  private final WorkspaceBaseline baseline = new WorkspaceBaseline();

  private record Command(TaskId taskId) implements RunningCommand {
    @Override
    public void recordDifferences(List<FileDifference> differences) {
      throw new AssertionError("nothing is recorded here");
    }
  }

  /// Starts tracking with one running command.
  private Command track(Map<String, FileVersion> found) throws IOException {
    var command = new Command(new TaskId("t"));
    baseline.addCommand(command);
    baseline.beginScan();
    baseline.beginSnapshot();
    baseline.endSnapshot(Set.of("skipped"));
    baseline.completeFirstScan(found);
    baseline.endScan();
    return command;
  }

  @Test
  void anUntrackedWorkspaceHasTheCurrentVersions() throws Exception {
    var lock = baseline.lock("f");
    assertEquals(NEW, baseline.recorded(lock, NEW));
    baseline.record(lock, NEW);
    assertEquals(Map.of(), baseline.recorded());
  }

  @Test
  void aTrackedPathHasItsLastRecordedVersion() throws Exception {
    track(Map.of("f", OLD));
    var lock = baseline.lock("f");
    assertEquals(OLD, baseline.recorded(lock, NEW));
    baseline.record(lock, NEW);
    assertEquals(NEW, baseline.recorded(lock, OLD));
    assertEquals(FileVersion.NOTHING, baseline.recorded(baseline.lock("other"), NEW));
  }

  @Test
  void aPathInASkippedDirectoryHasItsCurrentVersion() throws Exception {
    track(Map.of());
    assertEquals(NEW, baseline.recorded(baseline.lock("skipped/f"), NEW));
  }

  @Test
  void trackingEndsWithTheLastCommand() throws Exception {
    var command = track(Map.of("f", OLD));
    baseline.removeCommand(command);
    assertEquals(Map.of(), baseline.recorded());
    assertEquals(NEW, baseline.recorded(baseline.lock("f"), NEW));
  }

  @Test
  void aPathLockedDuringAScanIsLeftToItsWriter() throws Exception {
    baseline.beginScan();
    baseline.beginSnapshot();
    var lock = baseline.lock("f");
    baseline.record(lock, NEW);
    baseline.unlock(lock);
    var held = baseline.lock("g");
    assertEquals(1, baseline.lockUntouched(List.of("f", "g", "h")).size());
    assertEquals(Set.of(held), baseline.lockedByOthers(List.of("f", "g"), List.of()));
    assertEquals(Set.of(), baseline.lockedByOthers(List.of("f", "g"), List.of(held)));
    baseline.completeFirstScan(Map.of("f", OLD, "h", OLD));
    assertEquals(Map.of("f", NEW, "h", OLD), baseline.recorded());
    baseline.endScan();
  }

  @Test
  void aScanWaitsForTheWritesInProgress() throws Exception {
    var lock = baseline.lock("f");
    var inProgress = baseline.beginScan();
    assertFalse(baseline.areUnlocked(inProgress));
    baseline.unlock(lock);
    var later = baseline.lock("f");
    assertTrue(baseline.areUnlocked(inProgress));
    baseline.awaitUnlocked(inProgress);
    baseline.unlock(later);
    baseline.endScan();
  }

  @Test
  void anUnexpectedDifferenceIsAttributedToTheLastCommandOfTheSameTask() {
    assertEquals(Optional.empty(), baseline.responsibleCommand(new TaskId("a")));
    var first = new Command(new TaskId("a"));
    var second = new Command(new TaskId("a"));
    var other = new Command(new TaskId("b"));
    List.of(first, second, other).forEach(baseline::addCommand);
    assertSame(second, baseline.responsibleCommand(new TaskId("a")).orElseThrow());
    assertSame(other, baseline.responsibleCommand(new TaskId("c")).orElseThrow());
  }

  @Test
  void anInterruptedThreadDoesNotWaitForALock() throws Exception {
    baseline.lock("f");
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> baseline.lock("f"));
    assertTrue(Thread.interrupted());
  }
}
