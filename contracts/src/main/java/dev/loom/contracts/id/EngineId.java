package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identifies one life of an engine: created at random at every start and never used again. Owners
/// of tasks are identified by it, so an engine that was replaced is recognised as such.
///
/// @param value 1 to 64 characters of `A-Z a-z 0-9 _ -`
public record EngineId(@JsonValue String value) {
  @JsonCreator
  public EngineId {
    IdValidator.requireValid("an engine id", value);
  }

  /// Creates a random id.
  public static EngineId random() {
    return new EngineId(IdValidator.randomHex());
  }

  @Override
  public String toString() {
    return value;
  }
}
