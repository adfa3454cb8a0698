package dev.loom.contracts.model;

import dev.loom.api.model.ModelRequest;
import dev.loom.contracts.bus.Work;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.WorkId;
import java.util.Objects;
import java.util.Optional;

/// Asks the router for a model that fits, and that model for an answer. Refused as failed, with
/// what each model that was tried said.
///
/// @param subtaskId whose tokens are told on the token topic; none for the planner
/// @param tier the tier wanted; the nearest there is answers
public record AskModel(
    WorkId work, TaskId taskId, Optional<SubtaskId> subtaskId, int tier, ModelRequest request)
    implements Work {
  public AskModel {
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(subtaskId, "subtaskId");
    Objects.requireNonNull(request, "request");
  }
}
