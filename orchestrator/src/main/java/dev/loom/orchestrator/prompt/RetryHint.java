package dev.loom.orchestrator.prompt;

import dev.loom.orchestrator.loop.FailureCategory;
import java.util.Map;
import java.util.Optional;

/// Finds a hint for the next attempt by the category of the last failure.
final class RetryHint {
  private static final Map<FailureCategory, String> BY_CATEGORY =
      Map.ofEntries(
          Map.entry(
              FailureCategory.LOOP,
              "Do not repeat a call if you know its result. Change something first."),
          Map.entry(
              FailureCategory.TURN_LIMIT,
              "Use fewer steps. Answer as soon as the subtask is done."),
          Map.entry(
              FailureCategory.TOKEN_LIMIT,
              "Read less. Search for what you need instead of reading whole files."),
          Map.entry(
              FailureCategory.TOOL_CALL_LIMIT,
              "Use fewer steps. Answer as soon as the subtask is done."),
          Map.entry(
              FailureCategory.ANSWER_TRUNCATED,
              "Write a shorter answer. Put long text into files."),
          Map.entry(
              FailureCategory.TIMEOUT,
              "Something took too long. Use a faster way, or do less at once."),
          Map.entry(
              FailureCategory.REJECTED_WITH_REASON,
              "The user rejected the result. Do what the user says."),
          Map.entry(
              FailureCategory.SYNTAX_ERROR,
              "The file has a syntax error. Read the named lines and fix them."),
          Map.entry(
              FailureCategory.FILE_MISSING,
              "Find the correct path with list_directory or glob_find."),
          Map.entry(
              FailureCategory.OUTSIDE_WORKSPACE, "Stay inside the workspace. Use relative paths."),
          Map.entry(
              FailureCategory.PERMISSION_DENIED,
              "Use another path or another way. You cannot change permissions."),
          Map.entry(FailureCategory.NO_ANSWER, "End with a text that says what you did."));

  private RetryHint() {}

  static Optional<String> find(String category) {
    return FailureCategory.find(category).map(BY_CATEGORY::get);
  }
}
