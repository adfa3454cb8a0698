package dev.loom.contracts.task;

import dev.loom.api.model.TokenUsage;
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
    TokenUsage usage) {
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
  }

  /// How many subtasks have a status.
  public int count(SubtaskStatus subtaskStatus) {
    return (int) subtasks.stream().filter(each -> each.status() == subtaskStatus).count();
  }
}
