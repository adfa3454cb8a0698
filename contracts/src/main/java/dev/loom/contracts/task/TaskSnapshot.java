package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Current state of a task: the projection stored together with its events.
///
/// @param lastSeq sequence number of the last reflected event
/// @param planVersion 0 while there is no plan
/// @param errors errors so far, oldest first
/// @param summary result of the task; empty before its end
/// @param budget current limits, including raises
/// @param waitingFor decisions required to continue
/// @param instructions instructions received while running, oldest first
/// @param feedback ratings received after the end, oldest first
public record TaskSnapshot(
    TaskId taskId,
    TaskStatus status,
    TaskSpec spec,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> completedAt,
    long lastSeq,
    int planVersion,
    List<SubtaskSnapshot> subtasks,
    List<String> errors,
    String summary,
    WorkspaceChanges workspaceChanges,
    ModelUsage usage,
    Budget budget,
    List<PendingDecision> waitingFor,
    List<String> instructions,
    List<Feedback> feedback) {
  public TaskSnapshot {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(updatedAt, "updatedAt");
    Objects.requireNonNull(completedAt, "completedAt");
    subtasks = List.copyOf(subtasks);
    errors = List.copyOf(errors);
    Objects.requireNonNull(summary, "summary");
    Objects.requireNonNull(workspaceChanges, "workspaceChanges");
    Objects.requireNonNull(usage, "usage");
    Objects.requireNonNull(budget, "budget");
    waitingFor = List.copyOf(waitingFor);
    instructions = List.copyOf(instructions);
    feedback = List.copyOf(feedback);
  }

  /// Counts the subtasks with a status.
  public int count(SubtaskStatus subtaskStatus) {
    return (int) subtasks.stream().filter(subtask -> subtask.status() == subtaskStatus).count();
  }
}
