package dev.loom.orchestrator.loop;

import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.ToolErrorCode;
import java.util.Arrays;
import java.util.Optional;

/// Classifies failures of attempts, as recorded in
/// [dev.loom.contracts.event.TaskEvent.SubtaskFailed].
public enum FailureCategory {
  /// Verification failed for another reason than the following five.
  VERIFICATION("verification", Remedy.RETRY),
  NO_ANSWER("no_answer", Remedy.RETRY),
  /// A file that had to be written does not exist or is empty, or the last call did not find a
  /// file.
  FILE_MISSING("file_missing", Remedy.RETRY),
  SYNTAX_ERROR("syntax_error", Remedy.RETRY),
  /// The operating system denied the last tool call access.
  PERMISSION_DENIED("permission_denied", Remedy.RETRY),
  /// The last tool call left the workspace.
  OUTSIDE_WORKSPACE("outside_workspace", Remedy.RETRY),
  /// The model reported that the subtask cannot be done.
  BLOCKED("blocked", Remedy.REPLAN),
  MODEL_ERROR("model_error", Remedy.RETRY),
  /// The endpoint permanently rejected the request.
  MODEL_REJECTED("model_refused", Remedy.NONE),
  /// The user rejected the result without a reason.
  REJECTED("rejected", Remedy.NONE),
  /// The user rejected the result with a reason, which the next attempt can follow.
  REJECTED_WITH_REASON("criticised", Remedy.RETRY_ONLY),
  /// The time limit of the attempt or of its last tool call expired.
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

  /// Classifies a failed verification by its failed checks.
  ///
  /// @param errorCode code of the last tool call, empty if it has none
  public static FailureCategory of(Verdict verdict, String errorCode) {
    return verdict.checks().stream()
        .filter(check -> !check.passed())
        .map(check -> ofCheck(check.name().split(" ", 2)[0], errorCode))
        .filter(category -> category != VERIFICATION)
        .findFirst()
        .orElse(VERIFICATION);
  }

  private static FailureCategory ofCheck(String kind, String errorCode) {
    return switch (kind) {
      case "answer" -> NO_ANSWER;
      case "file" -> FILE_MISSING;
      case "syntax" -> SYNTAX_ERROR;
      case "tool_calls" -> ofErrorCode(errorCode);
      default -> VERIFICATION;
    };
  }

  private static FailureCategory ofErrorCode(String errorCode) {
    return switch (errorCode) {
      case ToolErrorCode.FILE_NOT_FOUND -> FILE_MISSING;
      case ToolErrorCode.PERMISSION_DENIED -> PERMISSION_DENIED;
      case ToolErrorCode.OUTSIDE_WORKSPACE -> OUTSIDE_WORKSPACE;
      case ToolErrorCode.TIMEOUT -> TIMEOUT;
      default -> VERIFICATION;
    };
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
