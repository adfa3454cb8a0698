package dev.loom.contracts.tool;

/// How far the processes of tools are confined, strongest first.
public enum SandboxTier {
  /// Namespaces and mounts by `bwrap`: own file system view, own processes, no network.
  BUBBLEWRAP,
  /// Landlock and seccomp: writes, TCP and signals are denied; files outside can be read.
  LANDLOCK,
  /// Not confined: only the questions to the user protect.
  NONE
}
