package dev.loom.api.model;

/// Receives the deltas of a streamed model response.
@FunctionalInterface
public interface ModelListener {
  /// Ignores all deltas.
  ModelListener NONE = delta -> {};

  /// Receives the next delta, in order. Must return quickly and must not throw.
  void onDelta(Delta delta);

  /// Part of a response.
  sealed interface Delta {
    /// Returns the text of the delta, never empty.
    String text();
  }

  /// Text of the response itself.
  record TextDelta(String text) implements Delta {}

  /// Reasoning text, which is not part of the response.
  record ReasoningDelta(String text) implements Delta {}
}
