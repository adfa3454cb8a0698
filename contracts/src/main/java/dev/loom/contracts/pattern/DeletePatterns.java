package dev.loom.contracts.pattern;

import java.util.OptionalLong;

/// Requests to delete one learned pattern or all of them. Fails as not found if there is no such
/// pattern.
///
/// @param patternId id of the pattern; empty for all
public record DeletePatterns(OptionalLong patternId) {
  /// Reply with the number of deleted patterns.
  public record Deleted(int count) {}
}
