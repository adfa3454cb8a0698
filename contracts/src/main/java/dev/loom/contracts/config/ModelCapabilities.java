package dev.loom.contracts.config;

import java.util.Objects;
import java.util.Optional;

/// `[models.<alias>.capabilities]`: what a model can. What is not said, its provider knows best.
///
/// @param tools whether it can call tools by the API; without, tools are described to it in words
/// @param structuredOutput whether its endpoint can hold an answer to a JSON Schema
/// @param temperature whether it takes a temperature
/// @param thinking whether it can be told how long to think
public record ModelCapabilities(
    Optional<Boolean> tools,
    Optional<Boolean> structuredOutput,
    Optional<Boolean> temperature,
    Optional<Boolean> thinking) {
  /// Nothing is said.
  public static final ModelCapabilities UNSPECIFIED =
      new ModelCapabilities(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public ModelCapabilities {
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(structuredOutput, "structuredOutput");
    Objects.requireNonNull(temperature, "temperature");
    Objects.requireNonNull(thinking, "thinking");
  }
}
