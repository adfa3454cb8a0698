package dev.loom.contracts.config;

import java.util.Objects;

/// `[workspace]`: where tasks work when nobody says.
///
/// @param defaultPath for tasks submitted without a workspace; `~` is the user's home, empty for a
///   fresh directory under `scratchDir`
/// @param scratchDir for files that are nobody's; empty for `scratch` in Loom's home
public record WorkspaceConfig(String defaultPath, String scratchDir) {
  public WorkspaceConfig {
    Objects.requireNonNull(defaultPath, "defaultPath");
    Objects.requireNonNull(scratchDir, "scratchDir");
  }

  public static WorkspaceConfig defaults() {
    return new WorkspaceConfig("", "");
  }
}
