package dev.loom.api.model;

/// Hears a model's answer while it arrives.
@FunctionalInterface
public interface ModelListener {
  /// A listener that hears nothing.
  ModelListener NONE = delta -> {};

  /// A piece of the answer, in order. It must return quickly and not throw.
  void onDelta(Delta delta);

  /// A piece of an answer.
  sealed interface Delta {
    /// The characters, never empty.
    String text();
  }

  /// Characters of the answer itself.
  record TextDelta(String text) implements Delta {}

  /// Characters of the model's thinking, which is not part of its answer.
  record ReasoningDelta(String text) implements Delta {}
}
