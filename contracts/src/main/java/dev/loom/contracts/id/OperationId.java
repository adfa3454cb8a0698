package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Names a piece of running work, so that it can be told to stop.
///
/// @param value `<task>/<what>`
public record OperationId(@JsonValue String value) {
  @JsonCreator
  public OperationId {
    if (value == null || value.indexOf('/') < 1) {
      throw new IllegalArgumentException("a work id is <task>/<what>, not " + value);
    }
  }

  /// Work for a step of a task.
  public static OperationId forTask(TaskId task, String name) {
    return new OperationId(task + "/" + name);
  }

  /// What every work id of a task starts with.
  public static String taskPrefix(TaskId task) {
    return task + "/";
  }

  @Override
  public String toString() {
    return value;
  }
}
