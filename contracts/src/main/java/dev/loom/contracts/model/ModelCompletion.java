package dev.loom.contracts.model;

import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.task.Usage;
import java.util.List;
import java.util.Objects;

/// A model answered.
///
/// @param alias the provider that answered
/// @param costUsd what it cost by the model's configured price, in US dollars
/// @param passedOver models that fitted better, each as `alias: why it did not answer`
public record ModelCompletion(
    String alias, ModelResponse response, double costUsd, List<String> passedOver) {
  public ModelCompletion {
    Objects.requireNonNull(alias, "alias");
    Objects.requireNonNull(response, "response");
    passedOver = List.copyOf(passedOver);
  }

  /// An answer of the model that was asked first.
  public ModelCompletion(String alias, ModelResponse response, double costUsd) {
    this(alias, response, costUsd, List.of());
  }

  /// What the answer took.
  public Usage usage() {
    return Usage.of(response.usage(), costUsd);
  }
}
