package dev.loom.api.model;

/// Hears a model's answer while it arrives.
@FunctionalInterface
public interface ModelListener {
  /// A listener that hears nothing.
  ModelListener NONE = piece -> {};

  /// A piece of the answer, in order. It must return quickly and not throw.
  void heard(Piece piece);

  /// A piece of an answer.
  sealed interface Piece {
    /// The characters, never empty.
    String text();
  }

  /// Characters of the answer itself.
  record TextPiece(String text) implements Piece {}

  /// Characters of the model's thinking, which is not part of its answer.
  record ThinkingPiece(String text) implements Piece {}
}
