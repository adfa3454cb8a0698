package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;
import java.util.OptionalDouble;

/// Answers a model's question or a budget decision. The reply follows the commit. Fails as not
/// found if the task has no such pending question, as invalid if the answer to a budget decision is
/// not one of its options or a model's question is answered with a limit, as conflict if the task
/// is finished.
///
/// @param questionId id of the pending decision
/// @param answer any text; for a budget `raise`, `finish` or `stop`
/// @param newLimit for `raise`, the new value of the exhausted limit; by default the limit grows by
///   its initial value
public record AnswerQuestion(
    TaskId taskId, String questionId, String answer, OptionalDouble newLimit) {
  /// Maximum length of an answer.
  public static final int ANSWER_CHARS_MAX = 16_384;

  public AnswerQuestion {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(questionId, "questionId");
    Objects.requireNonNull(newLimit, "newLimit");
    if (answer.isBlank() || answer.length() > ANSWER_CHARS_MAX) {
      throw new IllegalArgumentException(
          "an answer must have 1 to " + ANSWER_CHARS_MAX + " characters");
    }
  }
}
