package dev.loom.contracts.task;

/// How much Loom does without asking. Dangerous actions are asked about in every mode.
public enum ApprovalMode {
  /// Go on when confident, ask when not.
  AUTO,
  /// Ask about the result of every subtask.
  MANUAL,
  /// Go on at or above the configured confidence, ask below.
  CONFIDENCE_THRESHOLD
}
