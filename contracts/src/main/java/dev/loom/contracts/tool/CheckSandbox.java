package dev.loom.contracts.tool;

import java.util.Objects;

/// Requests how far the processes of tools are confined.
public record CheckSandbox() {
  /// Reply.
  ///
  /// @param description the tier, and why it is not a stronger one, in a line for users
  public record Status(SandboxTier tier, String description) {
    public Status {
      Objects.requireNonNull(tier, "tier");
      Objects.requireNonNull(description, "description");
    }
  }
}
