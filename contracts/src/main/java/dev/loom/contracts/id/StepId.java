package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Names one step of a subtask: a model's turn, one of its tool calls, or a verification. It is the
/// same when the step is repeated after a crash, and different for every other step of the task.
///
/// @param value `<subtask>.<attempt>.<turn>`, then `.<call>` for a tool call; unique in a task
public record StepId(@JsonValue String value) {
  @JsonCreator
  public StepId {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("a step id is not empty");
    }
  }

  /// The step in which a model takes its turn. Turns and attempts count from 1.
  public static StepId turn(SubtaskId subtask, int attempt, int turn) {
    return new StepId(subtask + "." + attempt + "." + turn);
  }

  /// The step of one of that turn's tool calls, counted from 1.
  public StepId call(int call) {
    return new StepId(value + "." + call);
  }

  @Override
  public String toString() {
    return value;
  }
}
