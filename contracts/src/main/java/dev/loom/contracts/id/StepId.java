package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identifies a step of a subtask: a model turn or one of its tool calls. Stable when the step is
/// repeated after a crash, unique within the task.
///
/// @param value `<subtask>.<attempt>.<turn>`, followed by `.<call>` for a tool call
public record StepId(@JsonValue String value) {
  @JsonCreator
  public StepId {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("a step id must not be empty");
    }
  }

  /// Creates the id of a model turn. Attempts and turns count from 1.
  public static StepId turn(SubtaskId subtask, int attempt, int turn) {
    return new StepId(subtask + "." + attempt + "." + turn);
  }

  /// Creates the id of a tool call of this turn, counted from 1.
  public StepId call(int call) {
    return new StepId(value + "." + call);
  }

  @Override
  public String toString() {
    return value;
  }
}
