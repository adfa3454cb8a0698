package dev.loom.contracts.model;

import dev.loom.api.model.ModelRequest;
import dev.loom.contracts.bus.Cancellable;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Asks the router for a model that fits, and that model for an answer. Refused as failed, with
/// what each model that was tried said.
///
/// @param subtaskId whose tokens are told on the token topic; none for the planner
/// @param tier the tier wanted; the nearest there is answers
/// @param avoided aliases of models that did badly at such work; they are asked last
/// @param request all that there is to show
/// @param shortened first as much of it as a model is shown by the configuration, then with more
///   old tool outputs left out, each shorter than the one before; none when everything is short
public record CompleteModel(
    OperationId work,
    TaskId taskId,
    Optional<SubtaskId> subtaskId,
    int tier,
    Set<String> avoided,
    ModelRequest request,
    List<ModelRequest> shortened)
    implements Cancellable {
  public CompleteModel {
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(subtaskId, "subtaskId");
    avoided = Set.copyOf(avoided);
    Objects.requireNonNull(request, "request");
    shortened = List.copyOf(shortened);
  }

  /// Asks with everything, which fits any model.
  public CompleteModel(
      OperationId work,
      TaskId taskId,
      Optional<SubtaskId> subtaskId,
      int tier,
      ModelRequest request) {
    this(work, taskId, subtaskId, tier, Set.of(), request, List.of());
  }
}
