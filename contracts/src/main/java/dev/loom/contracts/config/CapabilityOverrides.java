package dev.loom.contracts.config;

import dev.loom.contracts.RecordChecks;
import java.util.Optional;

/// `[models.<alias>.capabilities]`: overrides of a model's capabilities. Unset values are decided
/// by the provider.
///
/// @param tools whether the model supports tool calls by API; otherwise tools are described in the
///   prompt
/// @param structuredOutput whether the endpoint can enforce a JSON Schema
/// @param temperature whether the model accepts a temperature
/// @param thinking whether the reasoning effort can be set
public record CapabilityOverrides(
    Optional<Boolean> tools,
    Optional<Boolean> structuredOutput,
    Optional<Boolean> temperature,
    Optional<Boolean> thinking) {
  /// No overrides.
  public static final CapabilityOverrides UNSPECIFIED =
      new CapabilityOverrides(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public CapabilityOverrides {
    RecordChecks.requireNonNull(
        CapabilityOverrides.class, tools, structuredOutput, temperature, thinking);
  }
}
