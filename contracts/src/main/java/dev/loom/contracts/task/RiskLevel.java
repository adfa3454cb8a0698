package dev.loom.contracts.task;

/// Potential harm of an action.
public enum RiskLevel {
  /// Easily undone.
  LOW,
  /// Requires attention.
  MEDIUM,
  /// May destroy or disclose data.
  HIGH
}
