package dev.loom.models.http;

import dev.loom.contracts.config.CapabilityOverrides;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.models.openai.ChatCompletions;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/// An endpoint for chat completions with the key `sk-secret`.
final class TestEndpoints {
  static final Endpoint ENDPOINT =
      new Endpoint(
          "m",
          URI.create("http://127.0.0.1/v1"),
          "m-1",
          "sk-secret",
          new ModelConfig.Generation(10, 0, Optional.empty(), ""),
          "",
          CapabilityOverrides.UNSPECIFIED,
          Endpoint.SettingNames.forAlias("m"));
  static final ProviderProtocol PROTOCOL = new ChatCompletions(ENDPOINT);

  /// The clock of the errors stands still at the start of 2026.
  static final EndpointErrors ERRORS =
      new EndpointErrors(
          PROTOCOL, ModelCallConfig.defaults(), () -> Instant.parse("2026-01-01T00:00:00Z"));

  private TestEndpoints() {}
}
