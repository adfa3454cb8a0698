package dev.loom.contracts.model;

import dev.loom.api.model.ModelResponse;
import java.util.Objects;

/// A model answered.
///
/// @param alias the provider that answered
public record ModelAnswer(String alias, ModelResponse response) {
  public ModelAnswer {
    Objects.requireNonNull(alias, "alias");
    Objects.requireNonNull(response, "response");
  }
}
