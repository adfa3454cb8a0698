package dev.loom.contracts.event;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.TaskId;

/// Message with streamed model output for the subscribers of a task.
public record StreamedToken(TaskId taskId, TaskEvent.TokenStreamed event) {
  public StreamedToken {
    RecordChecks.requireNonNull(StreamedToken.class, taskId, event);
  }
}
