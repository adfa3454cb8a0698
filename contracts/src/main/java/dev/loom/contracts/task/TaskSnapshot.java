package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How far a task is: the projection of its events that is written with them.
///
/// @param lastSeq the number of the last event it reflects
/// @param planVersion 0 while there is no plan
/// @param errors why it failed, or what went wrong on the way, oldest first
/// @param summary what came of it; empty before the end
/// @param budget what it may take, as raised since
/// @param waitingFor what a person has to answer before it goes on
/// @param instructions what people told it while it ran, oldest first
/// @param feedback what people said of it after its end, oldest first
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
    Usage usage,
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

  /// How many subtasks have a status.
  public int count(SubtaskStatus subtaskStatus) {
    return (int) subtasks.stream().filter(each -> each.status() == subtaskStatus).count();
  }
}
