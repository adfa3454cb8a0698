package dev.loom.contracts.task;

import java.util.Objects;

/// Why an action needs the approval of a user.
///
/// @param category machine-readable kind of risk, empty if none is assigned
/// @param reason reason for the user, without passwords, tokens or keys
public record RiskAssessment(RiskLevel level, String category, String reason) {
  public RiskAssessment {
    Objects.requireNonNull(level, "level");
    category = category == null ? "" : category;
    Objects.requireNonNull(reason, "reason");
  }
}
