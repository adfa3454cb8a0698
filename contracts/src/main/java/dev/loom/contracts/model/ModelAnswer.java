package dev.loom.contracts.model;

import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.task.Usage;
import java.util.Objects;

/// A model answered.
///
/// @param alias the provider that answered
/// @param costUsd what it cost by the model's configured price, in US dollars
public record ModelAnswer(String alias, ModelResponse response, double costUsd) {
  public ModelAnswer {
    Objects.requireNonNull(alias, "alias");
    Objects.requireNonNull(response, "response");
  }

  /// What the answer took.
  public Usage usage() {
    return Usage.of(response.usage(), costUsd);
  }
}
