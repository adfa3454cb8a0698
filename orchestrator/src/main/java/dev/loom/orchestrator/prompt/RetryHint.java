package dev.loom.orchestrator.prompt;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a next attempt should do differently, by what went wrong.
final class RetryHint {
  /// By category, where it tells enough.
  private static final Map<String, String> BY_CATEGORY =
      Map.of(
          "loop", "Do not repeat a call whose result you have seen; change something first.",
          "turn_limit", "Take fewer, larger steps, and answer as soon as it is done.",
          "token_limit", "Read less: search for what you need instead of reading whole files.",
          "tool_call_limit", "Take fewer, larger steps, and answer as soon as it is done.",
          "answer_cut", "Answer in fewer words; put what is long into files.",
          "timeout", "Something took too long; use a quicker way, or a smaller piece of work.",
          "criticised", "A person looked at the result; do what they say.");

  /// By words in the feedback, the first that is found.
  private static final Map<String, String> BY_WORD = byWord();

  private RetryHint() {}

  private static Map<String, String> byWord() {
    var hints = new LinkedHashMap<String, String>();
    hints.put("syntax", "The file does not parse; read it at the place named and mend that.");
    hints.put("does not exist", "Look with list_directory or glob_find where things really are.");
    hints.put("not found", "Look with list_directory or glob_find where things really are.");
    hints.put("safety violation", "Stay inside the workspace; use relative paths.");
    hints.put("permission", "Use another path or another way; rights cannot be changed.");
    hints.put(
        "timed out", "Something took too long; use a quicker way, or a smaller piece of work.");
    hints.put("gave no answer", "End with a text that says what was done.");
    return hints;
  }

  static Optional<String> find(String category, String feedback) {
    var known = BY_CATEGORY.get(category);
    if (known != null) {
      return Optional.of(known);
    }
    var words = feedback.toLowerCase(Locale.ROOT);
    return BY_WORD.entrySet().stream()
        .filter(hint -> words.contains(hint.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
