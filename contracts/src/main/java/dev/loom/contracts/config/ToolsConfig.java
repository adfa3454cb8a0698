package dev.loom.contracts.config;

/// `[tools]`: limits of every tool call.
///
/// @param parallelMax calls at a time
/// @param outputCharsMax how much of a call's output a model is shown
/// @param shellTimeoutSeconds the longest a shell command may take
/// @param undoFileBytesMax changes of larger files are listed, but cannot be undone
/// @param undoTotalBytesMax how much of one workspace is backed up before a command; changes of
///   files beyond are listed, but cannot be undone
/// @param undoKeepDays how long a task's changes can be undone after its last one
public record ToolsConfig(
    int parallelMax,
    int outputCharsMax,
    int shellTimeoutSeconds,
    int undoFileBytesMax,
    int undoTotalBytesMax,
    int undoKeepDays) {
  private static final int MEBIBYTE = 1024 * 1024;

  public ToolsConfig {
    ConfigBounds.requireRange("tools.parallel_max", parallelMax, 1, 10_000);
    ConfigBounds.requireRange("tools.output_chars_max", outputCharsMax, 1_000, 1_000_000);
    ConfigBounds.requireRange("tools.shell_timeout_seconds", shellTimeoutSeconds, 1, 7_000);
    ConfigBounds.requireRange("tools.undo_file_bytes_max", undoFileBytesMax, 0, 1_024 * MEBIBYTE);
    ConfigBounds.requireRange(
        "tools.undo_total_bytes_max", undoTotalBytesMax, 0, Integer.MAX_VALUE);
    ConfigBounds.requireRange("tools.undo_keep_days", undoKeepDays, 1, 36_500);
  }

  /// With the usual limits of undoing.
  public ToolsConfig(int parallelMax, int outputCharsMax, int shellTimeoutSeconds) {
    this(parallelMax, outputCharsMax, shellTimeoutSeconds, 8 * MEBIBYTE, 256 * MEBIBYTE, 30);
  }

  public static ToolsConfig defaults() {
    return new ToolsConfig(64, 30_720, 120);
  }
}
