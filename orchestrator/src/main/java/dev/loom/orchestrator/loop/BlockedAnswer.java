package dev.loom.orchestrator.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.JsonExtractor;
import java.util.Optional;
import java.util.regex.Pattern;

/// Detects answers that report the subtask as impossible. They fail the attempt with the model's
/// reason.
final class BlockedAnswer {
  /// The prefix that the executor prompt asks for.
  static final String MARK = "BLOCKED:";

  /// The mark at the beginning, in upper or lower case, with or without Markdown emphasis.
  private static final Pattern AT_START =
      Pattern.compile(
          "[*_#`>\\s]*blocked[*_`]*:[*_`]*(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /// The mark at the beginning of the last line, after a report.
  private static final Pattern AT_END = Pattern.compile("(?s).*\\R" + MARK + "([^\\r\\n]*)");

  private static final String NO_REASON = "The model could not do the subtask and gave no reason.";

  private BlockedAnswer() {}

  static Optional<String> reason(String answer) {
    var text = answer.strip();
    for (var pattern : new Pattern[] {AT_START, AT_END}) {
      var matcher = pattern.matcher(text);
      if (matcher.matches()) {
        var reason = matcher.group(1).strip();
        return Optional.of(reason.isEmpty() ? NO_REASON : reason);
      }
    }
    return inJson(text);
  }

  /// Some models always answer in JSON.
  private static Optional<String> inJson(String text) {
    return text.startsWith("{") || text.startsWith("```")
        ? JsonExtractor.find(text).filter(BlockedAnswer::isBlocked).map(json -> text)
        : Optional.empty();
  }

  private static boolean isBlocked(JsonNode json) {
    return json.path("status").asText("").equalsIgnoreCase("blocked");
  }
}
