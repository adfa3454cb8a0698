package dev.loom.contracts.event;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.TaskId;

/// Message with an event that is not journaled, for the subscribers of a task.
public record TransientEvent(TaskId taskId, TaskEvent.Transient event) {
  public TransientEvent {
    RecordChecks.requireNonNull(TransientEvent.class, taskId, event);
  }
}
