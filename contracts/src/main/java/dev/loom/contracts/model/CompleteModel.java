package dev.loom.contracts.model;

import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.contracts.CancellableRequest;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ModelUsage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Requests a completion from the most suitable model. Fails as `FAILED` with the errors of all
/// models tried.
///
/// @param operationId id for cancelling the call; for a subtask, its name is the step of the turn
/// @param subtaskId subtask whose tokens are streamed; empty for the planner
/// @param tier requested tier; the nearest available one is used
/// @param avoided aliases of models with poor results on similar work; they are tried last
/// @param request the complete request
/// @param shortened variants of the request, longest first: one for the configured context size,
///   then some for smaller ones, with more old tool outputs left out; empty if the request is short
/// @param models models of the task by alias; empty for those of the engine
public record CompleteModel(
    OperationId operationId,
    TaskId taskId,
    Optional<SubtaskId> subtaskId,
    int tier,
    Set<String> avoided,
    ModelRequest request,
    List<ModelRequest> shortened,
    Map<String, ModelConfig> models)
    implements CancellableRequest {
  public CompleteModel {
    avoided = Set.copyOf(avoided);
    shortened = List.copyOf(shortened);
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  /// Requests a completion from the models of the engine.
  public CompleteModel(
      OperationId operationId,
      TaskId taskId,
      Optional<SubtaskId> subtaskId,
      int tier,
      Set<String> avoided,
      ModelRequest request,
      List<ModelRequest> shortened) {
    this(operationId, taskId, subtaskId, tier, avoided, request, shortened, Map.of());
  }

  /// Reply with a model's response.
  ///
  /// @param alias alias of the model that responded
  /// @param costUsd cost in US dollars, by the configured prices, with that of failed calls
  /// @param passedOver preferred models that were skipped or failed, each as `alias: reason`
  public record Completion(
      String alias, ModelResponse response, double costUsd, List<String> passedOver) {
    public Completion {
      RecordChecks.requireNonNull(Completion.class, alias, response, passedOver);
      passedOver = List.copyOf(passedOver);
    }

    /// Returns a copy with more tokens and cost.
    public Completion plus(TokenUsage tokens, double moreUsd) {
      var total = response.withUsage(response.usage().plus(tokens));
      return new Completion(alias, total, costUsd + moreUsd, passedOver);
    }

    /// Returns the tokens and the cost.
    public ModelUsage usage() {
      return ModelUsage.of(response.usage(), costUsd);
    }
  }
}
