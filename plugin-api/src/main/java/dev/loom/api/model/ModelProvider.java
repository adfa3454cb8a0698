package dev.loom.api.model;

import java.util.Optional;
import java.util.Set;

/// Accesses one model at one endpoint.
///
/// Methods are called concurrently, each call on its own virtual thread, and may block. The engine
/// enforces deadlines by interrupting the thread; the provider then closes its connection and
/// propagates the [InterruptedException].
public interface ModelProvider {
  /// Returns the alias of the model, unique within an engine (`executor`, `my-model`).
  String name();

  /// Returns the id of the model at its endpoint (`qwen3:8b`).
  String model();

  /// Returns the capability tier from 1 (small) to 3 (large). Escalation requests a higher tier.
  int tier();

  /// Returns the roles this model may be used for; never empty.
  Set<ModelRole> roles();

  /// Returns the key under which the endpoint counts requests, for example endpoint plus API key.
  /// Providers with the same key share one rate limit: if one of them is throttled, all slow down.
  /// The value is never displayed and must not contain an API key in clear text.
  ///
  /// @return by default the provider's name, which gives it a rate limit of its own
  default String rateLimitKey() {
    return name();
  }

  /// Sends a request and waits for the complete response.
  ///
  /// @param request conversation, available tools and limits
  /// @param listener receiver of text and reasoning deltas, called on this thread; a provider that
  ///   cannot stream need not call it
  /// @return the complete response
  /// @throws ModelException if the endpoint rejects the request, fails or breaks off; states
  ///   whether a retry may succeed
  /// @throws InterruptedException if the call is cancelled or exceeds its deadline
  ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException;

  /// Returns the maximum number of prompt tokens. Longer prompts are sent with old tool outputs
  /// left out.
  ///
  /// @return 0 if unknown, [Integer#MAX_VALUE] if unlimited
  default int promptTokensMax() {
    return 0;
  }

  /// Reports whether the endpoint is reachable. Called rarely, with a deadline of a few seconds.
  ///
  /// @throws InterruptedException if the deadline passes
  boolean isHealthy() throws InterruptedException;

  /// Describes why the model is unavailable and how to fix it. Same deadline as [#isHealthy].
  ///
  /// @return empty if the model is healthy
  /// @throws InterruptedException if the deadline passes
  default Optional<String> checkHealth() throws InterruptedException {
    return isHealthy() ? Optional.empty() : Optional.of("The endpoint does not respond.");
  }
}
