package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Rates a finished task. The reply follows the commit. Fails as not found, or as conflict while
/// the task is not finished.
public record SubmitFeedback(TaskId taskId, Feedback feedback) {
  public SubmitFeedback {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(feedback, "feedback");
  }
}
