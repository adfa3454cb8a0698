package dev.loom.orchestrator.core;

import java.util.Optional;

/// Recognises an answer that says the subtask cannot be done. Such an answer is a failure with its
/// reason, not a result.
final class BlockedAnswer {
  /// What executors are told to begin such an answer with.
  static final String MARK = "BLOCKED:";

  private BlockedAnswer() {}

  static Optional<String> reason(String answer) {
    var text = answer.strip();
    if (text.startsWith(MARK)) {
      var reason = text.substring(MARK.length()).strip();
      return Optional.of(
          reason.isEmpty() ? "The model could not do it and did not say why." : reason);
    }
    // Some models answer in JSON whatever they are told.
    return text.startsWith("{") && text.matches("(?s)\\{\\s*\"status\"\\s*:\\s*\"blocked\".*")
        ? Optional.of(text)
        : Optional.empty();
  }
}
