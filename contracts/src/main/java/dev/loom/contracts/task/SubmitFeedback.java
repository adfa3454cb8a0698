package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Says how good a finished task was. Answered once it is recorded; refused as not found, or as a
/// conflict while the task is not finished.
public record SubmitFeedback(TaskId taskId, Feedback feedback) {
  public SubmitFeedback {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(feedback, "feedback");
  }
}
