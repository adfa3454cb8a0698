package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identifies a subtask within its task. Chosen by the planner.
///
/// @param value 1 to 64 characters of `A-Z a-z 0-9 _ -`
public record SubtaskId(@JsonValue String value) {
  @JsonCreator
  public SubtaskId {
    IdValidator.requireValid("a subtask id", value);
  }

  /// Reports whether a text is a valid subtask id.
  public static boolean isValid(String value) {
    return IdValidator.isValid(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
