package dev.loom.contracts.model;

import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.task.ModelUsage;
import java.util.List;
import java.util.Objects;

/// Reply with a model's response.
///
/// @param alias alias of the model that responded
/// @param costUsd cost in US dollars, by the model's configured price
/// @param passedOver preferred models that were skipped or failed, each as `alias: reason`
public record ModelCompletion(
    String alias, ModelResponse response, double costUsd, List<String> passedOver) {
  public ModelCompletion {
    Objects.requireNonNull(alias, "alias");
    Objects.requireNonNull(response, "response");
    passedOver = List.copyOf(passedOver);
  }

  /// Returns the tokens and the cost.
  public ModelUsage usage() {
    return ModelUsage.of(response.usage(), costUsd);
  }
}
