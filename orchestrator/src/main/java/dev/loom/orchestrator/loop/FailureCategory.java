package dev.loom.orchestrator.loop;

import java.util.Arrays;
import java.util.Optional;

/// Classifies failures of attempts, as recorded in
/// [dev.loom.contracts.event.TaskEvent.SubtaskFailed].
public enum FailureCategory {
  VERIFICATION("verification", Remedy.RETRY),
  /// The model reported that the subtask cannot be done.
  BLOCKED("blocked", Remedy.REPLAN),
  MODEL_ERROR("model_error", Remedy.RETRY),
  /// The endpoint permanently rejected the request.
  MODEL_REJECTED("model_refused", Remedy.NONE),
  /// The user rejected the result without a reason.
  REJECTED("rejected", Remedy.NONE),
  /// The user rejected the result with a reason, which the next attempt can follow.
  REJECTED_WITH_REASON("criticised", Remedy.RETRY_ONLY),
  TIMEOUT("timeout", Remedy.RETRY),
  TURN_LIMIT("turn_limit", Remedy.RETRY),
  TOKEN_LIMIT("token_limit", Remedy.RETRY),
  TOOL_CALL_LIMIT("tool_call_limit", Remedy.RETRY),
  LOOP("loop", Remedy.RETRY),
  ANSWER_TRUNCATED("answer_cut", Remedy.RETRY),
  BUDGET("budget_exhausted", Remedy.NONE);

  private enum Remedy {
    /// Another attempt; after the last one another plan.
    RETRY,
    /// Another attempt, but no other plan.
    RETRY_ONLY,
    /// Another plan; the same attempt would fail again.
    REPLAN,
    NONE
  }

  private final String wireName;
  private final Remedy remedy;

  FailureCategory(String wireName, Remedy remedy) {
    this.wireName = wireName;
    this.remedy = remedy;
  }

  /// Returns the name used in events.
  public String wireName() {
    return wireName;
  }

  /// Finds a category by its wire name; empty for the empty name and for names of other versions.
  public static Optional<FailureCategory> find(String wireName) {
    return Arrays.stream(values()).filter(each -> each.wireName.equals(wireName)).findFirst();
  }

  /// Returns whether another attempt may succeed.
  public boolean isRetryable() {
    return remedy == Remedy.RETRY || remedy == Remedy.RETRY_ONLY;
  }

  /// Returns whether another plan may succeed.
  public boolean isReplannable() {
    return remedy == Remedy.RETRY || remedy == Remedy.REPLAN;
  }
}
