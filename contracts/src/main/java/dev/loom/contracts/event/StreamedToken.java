package dev.loom.contracts.event;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// A token on its way to whoever watches the task now.
public record StreamedToken(TaskId taskId, TaskEvent.TokenStreamed event) {
  public StreamedToken {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(event, "event");
  }
}
