package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.id.SubtaskId;

/// Records that an attempt failed. Whether it is tried again is [Scheduler]'s to say.
final class FailureCategory {
  /// What kinds of failures there are, as programs read them.
  static final String VERIFICATION = "verification";

  static final String BLOCKED = "blocked";
  static final String MODEL_ERROR = "model_error";
  static final String MODEL_REJECTED = "model_refused";
  static final String REJECTED = "rejected";
  static final String TIMEOUT = "timeout";
  static final String TURN_LIMIT = "turn_limit";
  static final String TOKEN_LIMIT = "token_limit";
  static final String TOOL_CALL_LIMIT = "tool_call_limit";
  static final String LOOP = "loop";
  static final String ANSWER_TRUNCATED = "answer_cut";
  static final String BUDGET = "budget_exhausted";

  /// A person said no and gave a reason, so there is something to do better.
  static final String CRITICISED = "criticised";

  private FailureCategory() {}

  static void fail(
      DecisionBuilder decision,
      SubtaskId subtask,
      String feedback,
      String category,
      int verificationTier) {
    var attempt = decision.state().subtask(subtask).orElseThrow().attempt().number();
    decision.record(new SubtaskFailed(subtask, attempt, verificationTier, feedback, category));
  }

  /// A model that says it cannot do it, an endpoint that will not answer, a person that said no, a
  /// budget that is used up: asking the same again changes nothing.
  static boolean isFinal(String category) {
    return switch (category) {
      case BLOCKED, MODEL_REJECTED, REJECTED, BUDGET -> true;
      default -> false;
    };
  }

  /// Whether another plan may help where another attempt does not.
  static boolean isReplannable(String category) {
    return switch (category) {
      case MODEL_REJECTED, REJECTED, CRITICISED, BUDGET -> false;
      default -> true;
    };
  }
}
