package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identifies a task permanently.
///
/// @param value 1 to 64 characters of `A-Z a-z 0-9 _ -`
public record TaskId(@JsonValue String value) {
  @JsonCreator
  public TaskId {
    IdValidator.requireValid("a task id", value);
  }

  /// Creates a random id of 16 hexadecimal digits. The probability of a collision among a million
  /// tasks is about 1 in 37 million.
  public static TaskId random() {
    return new TaskId(IdValidator.randomHex());
  }

  @Override
  public String toString() {
    return value;
  }
}
