package dev.loom.contracts.task;

/// How much harm an action can do.
public enum RiskLevel {
  /// Nothing that cannot easily be undone.
  LOW,
  /// Needs a look.
  MEDIUM,
  /// May destroy or disclose something.
  HIGH
}
