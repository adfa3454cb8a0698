package dev.loom.contracts.model;

import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.task.ModelUsage;
import java.util.List;

/// Reply with a model's response.
///
/// @param alias alias of the model that responded
/// @param costUsd cost in US dollars, by the model's configured price
/// @param passedOver preferred models that were skipped or failed, each as `alias: reason`
public record ModelCompletion(
    String alias, ModelResponse response, double costUsd, List<String> passedOver) {
  public ModelCompletion {
    RecordChecks.requireNonNull(ModelCompletion.class, alias, response, passedOver);
    passedOver = List.copyOf(passedOver);
  }

  /// Returns the tokens and the cost.
  public ModelUsage usage() {
    return ModelUsage.of(response.usage(), costUsd);
  }
}
