package dev.loom.contracts.pattern;

import java.util.Objects;
import java.util.OptionalLong;

/// Asks for one pattern to be forgotten, or for all. Refused as not found when there is no such
/// pattern.
///
/// @param patternId which; none for all
public record DeletePatterns(OptionalLong patternId) {
  public DeletePatterns {
    Objects.requireNonNull(patternId, "patternId");
  }

  /// They are forgotten.
  public record Deleted(int count) {}
}
