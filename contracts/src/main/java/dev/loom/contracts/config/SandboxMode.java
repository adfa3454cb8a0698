package dev.loom.contracts.config;

/// Whether the processes of tools run in a sandbox.
public enum SandboxMode {
  /// In the strongest sandbox that holds on this machine, with a warning if none does.
  AUTO,
  /// In a sandbox, or not at all.
  REQUIRED,
  /// Without a sandbox.
  OFF
}
