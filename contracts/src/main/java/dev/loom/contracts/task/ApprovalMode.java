package dev.loom.contracts.task;

/// Defines which results require approval. Dangerous actions require it in every mode.
public enum ApprovalMode {
  /// Results with low confidence require approval.
  AUTO,
  /// The result of every subtask requires approval.
  MANUAL,
  /// Results below the configured confidence require approval.
  CONFIDENCE_THRESHOLD
}
