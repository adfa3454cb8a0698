package dev.loom.api.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Runs processes for a tool call: in the workspace, with a small clean environment (no key or
/// token of the engine), with nothing on standard input, killed with everything they started when
/// the call ends, is cancelled, or runs out of time.
public interface ProcessRunner {
  /// Runs a program and waits for it.
  ///
  /// @param command the program and its arguments; no shell is involved
  /// @param environment added to the clean environment
  /// @return how it ended and what it wrote, each stream cut in the middle when it is longer than
  ///   the configured limit
  /// @throws IOException when it cannot be started
  /// @throws InterruptedException when the call was cancelled or ran out of time; by then every
  ///   process of it is dead
  ProcessResult run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException;

  /// How a process ended.
  ///
  /// @param exitCode its exit code, 128 + n when signal n ended it
  /// @param output what it wrote to standard output
  /// @param errorOutput what it wrote to standard error
  record ProcessResult(int exitCode, String output, String errorOutput) {}
}
