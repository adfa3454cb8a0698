package dev.loom.orchestrator.prompt;

import dev.loom.orchestrator.loop.FailureCategory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds a hint for the next attempt by the category or text of the last failure.
final class RetryHint {
  private static final Map<FailureCategory, String> BY_CATEGORY =
      Map.of(
          FailureCategory.LOOP,
          "Do not repeat a call if you know its result. Change something first.",
          FailureCategory.TURN_LIMIT,
          "Use fewer steps. Answer as soon as the subtask is done.",
          FailureCategory.TOKEN_LIMIT,
          "Read less. Search for what you need instead of reading whole files.",
          FailureCategory.TOOL_CALL_LIMIT,
          "Use fewer steps. Answer as soon as the subtask is done.",
          FailureCategory.ANSWER_TRUNCATED,
          "Write a shorter answer. Put long text into files.",
          FailureCategory.TIMEOUT,
          "Something took too long. Use a faster way, or do less at once.",
          FailureCategory.REJECTED_WITH_REASON,
          "The user rejected the result. Do what the user says.");

  /// Hints by a phrase in the feedback; the first match counts.
  private static final Map<String, String> BY_PHRASE = byPhrase();

  private RetryHint() {}

  private static Map<String, String> byPhrase() {
    var hints = new LinkedHashMap<String, String>();
    hints.put("syntax", "The file has a syntax error. Read the named lines and fix them.");
    hints.put("does not exist", "Find the correct path with list_directory or glob_find.");
    hints.put("not found", "Find the correct path with list_directory or glob_find.");
    hints.put("safety violation", "Stay inside the workspace. Use relative paths.");
    hints.put("permission", "Use another path or another way. You cannot change permissions.");
    hints.put("timed out", "Something took too long. Use a faster way, or do less at once.");
    hints.put("gave no answer", "End with a text that says what you did.");
    return hints;
  }

  static Optional<String> find(String category, String feedback) {
    return FailureCategory.find(category)
        .map(BY_CATEGORY::get)
        .or(() -> findByPhrase(feedback.toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> findByPhrase(String feedback) {
    return BY_PHRASE.entrySet().stream()
        .filter(hint -> feedback.contains(hint.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
