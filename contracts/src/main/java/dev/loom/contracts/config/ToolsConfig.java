package dev.loom.contracts.config;

/// `[tools]`: limits of every tool call.
///
/// @param parallelMax calls at a time
/// @param outputCharsMax how much of a call's output a model is shown
/// @param shellTimeoutSeconds the longest a shell command may take
public record ToolsConfig(int parallelMax, int outputCharsMax, int shellTimeoutSeconds) {
  public ToolsConfig {
    Bounds.check("tools.parallel_max", parallelMax, 1, 10_000);
    Bounds.check("tools.output_chars_max", outputCharsMax, 1_000, 1_000_000);
    Bounds.check("tools.shell_timeout_seconds", shellTimeoutSeconds, 1, 7_000);
  }

  public static ToolsConfig defaults() {
    return new ToolsConfig(64, 30_720, 120);
  }
}
