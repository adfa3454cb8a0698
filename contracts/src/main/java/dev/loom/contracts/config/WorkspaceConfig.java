package dev.loom.contracts.config;

import dev.loom.contracts.RecordChecks;

/// `[workspace]`: the default workspace and the parent of temporary ones.
///
/// @param defaultPath workspace of tasks submitted without one; empty for a new directory below
///   `scratchDir`
/// @param scratchDir parent of temporary workspaces; empty for `scratch` in Loom's home
public record WorkspaceConfig(@Expanded String defaultPath, @Expanded String scratchDir) {
  public WorkspaceConfig {
    RecordChecks.requireNonNull(WorkspaceConfig.class, defaultPath, scratchDir);
  }

  public static WorkspaceConfig defaults() {
    return new WorkspaceConfig("", "");
  }
}
