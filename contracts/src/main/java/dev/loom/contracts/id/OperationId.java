package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identifies a cancellable operation.
///
/// @param value `<task>/<name>`
public record OperationId(@JsonValue String value) {
  @JsonCreator
  public OperationId {
    if (value == null || value.indexOf('/') < 1) {
      throw new IllegalArgumentException("an operation id must be <task>/<name>, not " + value);
    }
  }

  /// Creates the id of an operation of a task.
  public static OperationId forTask(TaskId task, String name) {
    return new OperationId(task + "/" + name);
  }

  /// Returns the name of the operation within its task.
  public String name() {
    return value.substring(value.indexOf('/') + 1);
  }

  /// Returns the prefix of all operation ids of a task.
  public static String taskPrefix(TaskId task) {
    return task + "/";
  }

  @Override
  public String toString() {
    return value;
  }
}
