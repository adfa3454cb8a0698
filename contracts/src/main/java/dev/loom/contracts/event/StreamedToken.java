package dev.loom.contracts.event;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Message with streamed model output for the subscribers of a task.
public record StreamedToken(TaskId taskId, TaskEvent.TokenStreamed event) {
  public StreamedToken {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(event, "event");
  }
}
