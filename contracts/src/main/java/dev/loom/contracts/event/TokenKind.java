package dev.loom.contracts.event;

/// Kind of streamed output.
public enum TokenKind {
  /// Part of the response.
  TEXT,
  /// Reasoning, which is not part of the response.
  REASONING
}
