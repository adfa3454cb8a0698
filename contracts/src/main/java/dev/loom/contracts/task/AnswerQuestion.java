package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;
import java.util.OptionalDouble;

/// Answers what a model of a task asked, or what is to become of a task at the end of its budget.
/// Answered once it is recorded; refused as not found when the task has no such open question, as
/// invalid when the answer is none of its options, as a conflict when the task is finished.
///
/// @param questionId from the task's list of what it waits for
/// @param answer a text; for a budget `raise`, `finish` or `stop`
/// @param newLimit for `raise`: the new value of the limit that was reached; without it the limit
///   grows by its first value once more
public record AnswerQuestion(
    TaskId taskId, String questionId, String answer, OptionalDouble newLimit) {
  /// A longer answer is refused.
  public static final int ANSWER_CHARS_MAX = 16_384;

  public AnswerQuestion {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(questionId, "questionId");
    Objects.requireNonNull(newLimit, "newLimit");
    if (answer.isBlank() || answer.length() > ANSWER_CHARS_MAX) {
      throw new IllegalArgumentException("an answer has 1 to " + ANSWER_CHARS_MAX + " characters");
    }
  }
}
