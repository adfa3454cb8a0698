package dev.loom.gateway;

import dev.loom.bus.json.Json;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Fakes a stored task: its journal, and a snapshot that remains the same instance until the task
/// changes.
public final class FakeTask {
  private final TaskId id;
  private final TaskSpec spec;
  final List<JournalEntry> journal = new ArrayList<>();
  private final List<String> instructions = new ArrayList<>();
  private final List<Feedback> feedback = new ArrayList<>();
  private List<PendingDecision> waitingFor = List.of();
  private List<SubtaskSnapshot> subtasks = List.of();
  private TaskStatus status = TaskStatus.PENDING;
  private int planVersion;
  private long lastSeq = 1;
  private TaskSnapshot snapshot;

  public FakeTask(TaskId id, TaskSpec spec) {
    this.id = id;
    this.spec = spec;
  }

  TaskSpec spec() {
    return spec;
  }

  TaskStatus status() {
    return status;
  }

  List<PendingDecision> waitingFor() {
    return waitingFor;
  }

  /// Records an event. Events that do not change the snapshot leave it behind the journal.
  JournalEntry record(TaskEvent.Recorded event, String blobs) {
    var seq = journal.size() + 1L;
    var at = FakeBackend.AT.plusMillis(seq);
    var entry = new JournalEntry(id, seq, event.type(), at, Json.write(event), blobs);
    journal.add(entry);
    if (changes(event)) {
      lastSeq = seq;
      snapshot = null;
    }
    return entry;
  }

  private boolean changes(TaskEvent.Recorded event) {
    switch (event) {
      case TaskEvent.TaskCompleted done -> status = TaskStatus.COMPLETED;
      case TaskEvent.TaskFailed failed -> status = TaskStatus.FAILED;
      case TaskEvent.TaskCancelled cancelled -> status = TaskStatus.CANCELLED;
      case TaskEvent.TaskPaused paused -> status = TaskStatus.PAUSED;
      case TaskEvent.TaskResumed resumed -> status = TaskStatus.EXECUTING;
      case TaskEvent.TaskSteered steered -> instructions.add(steered.instruction());
      case TaskEvent.TaskFeedback feedbackEvent -> feedback.add(feedbackEvent.feedback());
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Sets a plan of two subtasks, the first of which is completed.
  public void plan() {
    var first = new SubtaskId("s1");
    subtasks =
        List.of(
            new SubtaskSnapshot(
                first,
                "first",
                SubtaskStatus.COMPLETED,
                List.of(),
                1,
                "fine",
                0.9,
                Optional.of(Verdict.Outcome.VERIFIED)),
            new SubtaskSnapshot(
                new SubtaskId("s2"),
                "second",
                SubtaskStatus.RUNNING,
                List.of(first),
                0,
                "",
                0,
                Optional.empty()));
    planVersion = 1;
    status = TaskStatus.EXECUTING;
    snapshot = null;
  }

  void setPending(List<PendingDecision> pending) {
    waitingFor = pending;
    snapshot = null;
  }

  public TaskSnapshot snapshot() {
    if (snapshot == null) {
      var updatedAt = FakeBackend.AT.plusSeconds(lastSeq);
      snapshot =
          new TaskSnapshot(
              id,
              status,
              spec,
              new TaskSnapshot.Times(
                  FakeBackend.AT,
                  updatedAt,
                  status.isFinished() ? Optional.of(updatedAt) : Optional.empty()),
              lastSeq,
              planVersion,
              subtasks,
              new TaskSnapshot.Result(
                  status == TaskStatus.FAILED ? List.of("s1: it broke") : List.of(),
                  "",
                  WorkspaceChanges.NONE,
                  new ModelUsage(120, 34, 0, 0.25)),
              spec.budget(),
              new TaskSnapshot.Interaction(
                  waitingFor, Optional.empty(), Optional.empty(), instructions, feedback));
    }
    return snapshot;
  }
}
