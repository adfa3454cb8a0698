package dev.loom.api.model;

import java.util.Optional;
import java.util.Set;

/// One model behind one endpoint.
///
/// Called from many threads at once, each call on a virtual thread of its own that may block. The
/// engine sets the deadline: it interrupts the thread, and the provider then closes its connection
/// and lets the [InterruptedException] pass.
public interface ModelProvider {
  /// The alias it is known by, unique in an engine (`executor`, `my-model`).
  String name();

  /// The model's own id at its endpoint (`qwen3:8b`).
  String model();

  /// How capable it is, 1 (small) to 3 (large). Escalation asks for a higher tier.
  int tier();

  /// The roles it may be asked in; never empty.
  Set<ModelRole> roles();

  /// What its endpoint counts requests by, such as an endpoint and a key together. Providers that
  /// return the same text share one rate limit: when one of them is told to slow down, all do. It
  /// is never shown to anybody, and holds no key in the clear.
  ///
  /// @return by default its name, so that it has a limit of its own
  default String rateLimitKey() {
    return name();
  }

  /// Asks the model and waits for the whole answer.
  ///
  /// @param request the conversation, the tools on offer and the limits
  /// @param listener told of text and thinking as they arrive, on this thread; a provider that
  ///   cannot stream need not call it
  /// @return the answer
  /// @throws ModelException when the endpoint refused, failed or broke off; says whether a later
  ///   try may succeed
  /// @throws InterruptedException when the call was cancelled or ran out of time
  ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException;

  /// How many tokens a question may have. Longer ones are shown with old tool outputs left out.
  ///
  /// @return 0 when that is not known, [Integer#MAX_VALUE] when it may have any length
  default int promptTokensMax() {
    return 0;
  }

  /// Whether the endpoint answers at all. Called seldom, with a deadline of a few seconds.
  ///
  /// @throws InterruptedException when the deadline passed
  boolean isHealthy() throws InterruptedException;

  /// What keeps the model from answering, and what a person can do about it. Asked as seldom.
  ///
  /// @return empty when it is healthy
  /// @throws InterruptedException when the deadline passed
  default Optional<String> checkHealth() throws InterruptedException {
    return isHealthy() ? Optional.empty() : Optional.of("Its endpoint does not answer.");
  }
}
