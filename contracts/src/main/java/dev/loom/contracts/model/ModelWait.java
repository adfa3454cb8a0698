package dev.loom.contracts.model;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.event.TaskEvent.ModelWaiting;
import dev.loom.contracts.id.TaskId;

/// Message that a model request of a task waits, because every suitable model is unavailable or
/// limits the rate of requests.
public record ModelWait(TaskId taskId, ModelWaiting event) {
  public ModelWait {
    RecordChecks.requireNonNull(ModelWait.class, taskId, event);
  }
}
