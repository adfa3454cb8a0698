package dev.loom.orchestrator.prompt;

import dev.loom.orchestrator.loop.FailureCategory;
import java.util.Optional;

/// Finds a hint for the next attempt by the category of the last failure.
final class RetryHint {
  private RetryHint() {}

  static Optional<String> find(String category) {
    return FailureCategory.find(category).map(RetryHint::of);
  }

  private static String of(FailureCategory category) {
    return switch (category) {
      case LOOP -> "Do not repeat a call if you know its result. Change something first.";
      case TURN_LIMIT, TOOL_CALL_LIMIT -> "Use fewer steps. Answer as soon as the subtask is done.";
      case TOKEN_LIMIT -> "Read less. Search for what you need instead of reading whole files.";
      case ANSWER_TRUNCATED -> "Write a shorter answer. Put long text into files.";
      case TIMEOUT -> "Something took too long. Use a faster way, or do less at once.";
      case REJECTED_WITH_REASON -> "The user rejected the result. Do what the user says.";
      case SYNTAX_ERROR -> "The file has a syntax error. Read the named lines and fix them.";
      case FILE_MISSING -> "Find the correct path with list_directory or glob_find.";
      case OUTSIDE_WORKSPACE -> "Stay inside the workspace. Use relative paths.";
      case PERMISSION_DENIED -> "Use another path or another way. You cannot change permissions.";
      case NO_ANSWER -> "End with a text that says what you did.";
      case VERIFICATION, BLOCKED, MODEL_ERROR, MODEL_REJECTED, REJECTED, BUDGET -> null;
    };
  }
}
