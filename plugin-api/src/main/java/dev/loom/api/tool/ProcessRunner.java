package dev.loom.api.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Runs processes for a tool call. They start in the workspace with a minimal environment (without
/// the engine's keys and tokens) and empty standard input. They are killed with all descendants
/// when the call ends, is cancelled or times out.
public interface ProcessRunner {
  /// Runs a program and waits for it to exit.
  ///
  /// @param command program and arguments; not interpreted by a shell
  /// @param environment variables added to the minimal environment
  /// @return exit code and output; each stream is truncated in the middle if it exceeds the
  ///   configured limit
  /// @throws IOException if the program cannot be started
  /// @throws InterruptedException if the call is cancelled or times out; all its processes are dead
  ///   by then
  ProcessResult run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException;

  /// Result of a process.
  ///
  /// @param exitCode exit code, 128 + n if signal n ended it
  /// @param output standard output
  /// @param errorOutput standard error
  record ProcessResult(int exitCode, String output, String errorOutput) {}
}
