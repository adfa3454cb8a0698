package dev.loom.contracts.journal;

import java.util.Objects;

/// State of a task after one of its events, from which a later fold can begin.
///
/// @param seq sequence number of the event
/// @param version format version of the state; only the module that folds events interprets it
/// @param state state as JSON
public record Checkpoint(long seq, int version, String state) {
  public Checkpoint {
    Objects.requireNonNull(state, "state");
    if (seq < 1 || version < 1) {
      throw new IllegalArgumentException("seq and version must be at least 1");
    }
  }
}
