package dev.loom.orchestrator.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.orchestrator.plan.JsonExtractor;
import java.util.Optional;
import java.util.regex.Pattern;

/// Recognises an answer that says the subtask cannot be done. Such an answer is a failure with its
/// reason, not a result.
final class BlockedAnswer {
  /// What executors are told to begin such an answer with.
  static final String MARK = "BLOCKED:";

  /// The mark in front, in any case and with the emphasis that models like to add.
  private static final Pattern IN_FRONT =
      Pattern.compile(
          "[*_#`>\\s]*blocked[*_`]*:[*_`]*(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /// The mark on a last line of its own, as it was asked for, behind an account of what was tried.
  private static final Pattern AT_THE_END = Pattern.compile("(?s).*\\R" + MARK + "([^\\r\\n]*)");

  private static final String NO_REASON = "The model could not do it and did not say why.";

  private BlockedAnswer() {}

  static Optional<String> reason(String answer) {
    var text = answer.strip();
    for (var form : new Pattern[] {IN_FRONT, AT_THE_END}) {
      var found = form.matcher(text);
      if (found.matches()) {
        var reason = found.group(1).strip();
        return Optional.of(reason.isEmpty() ? NO_REASON : reason);
      }
    }
    return inJson(text);
  }

  /// Some models answer in JSON whatever they are told.
  private static Optional<String> inJson(String text) {
    return text.startsWith("{") || text.startsWith("```")
        ? JsonExtractor.find(text).filter(BlockedAnswer::isBlocked).map(json -> text)
        : Optional.empty();
  }

  private static boolean isBlocked(JsonNode json) {
    return json.path("status").asText("").equalsIgnoreCase("blocked");
  }
}
