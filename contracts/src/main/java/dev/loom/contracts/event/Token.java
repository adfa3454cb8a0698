package dev.loom.contracts.event;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// A token on its way to whoever watches the task now.
public record Token(TaskId taskId, TaskEvent.TokenStreamed event) {
  public Token {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(event, "event");
  }
}
