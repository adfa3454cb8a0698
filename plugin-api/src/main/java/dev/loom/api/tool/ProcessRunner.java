package dev.loom.api.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs processes for a tool call. They start in the workspace with a minimal environment (without
/// the engine's keys and tokens). Those of [#run] end with the call, those of [#start] with the
/// task.
public interface ProcessRunner {
  /// Runs a program with empty standard input and waits for it to exit. It is killed with all
  /// descendants when the call ends, is cancelled or times out.
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

  /// Starts a program that goes on running after the call, such as a development server.
  ///
  /// It ends with all descendants when it exits, is stopped, or has reached the configured age;
  /// when its task or the tool host that started it ends; with the engine, even if that is killed;
  /// and with this call unless the call is successful. The result of the call names it in the data
  /// ([ToolResult#BACKGROUND_PROCESSES]). File changes that it makes after the call are not
  /// recorded, and the result says so ([ToolResult#FILES_CHANGED_UNKNOWN]).
  ///
  /// @param command program and arguments; not interpreted by a shell
  /// @param environment variables added to the minimal environment
  /// @throws IOException if the program cannot be started, or the task or the engine has as many
  ///   background processes as the configuration allows
  /// @throws InterruptedException if the call is cancelled or times out
  BackgroundProcess start(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException;

  /// Returns the background processes of the task in the order of their start, also those that have
  /// ended, but not those of an earlier life of the engine, and not those whose place later ones
  /// have taken.
  List<BackgroundProcess> background();

  /// Finds one of [#background()] by its id.
  default Optional<BackgroundProcess> background(String id) {
    return background().stream().filter(process -> process.id().equals(id)).findFirst();
  }

  /// Result of a process.
  ///
  /// @param exitCode exit code, 128 + n if signal n ended it
  /// @param output standard output
  /// @param errorOutput standard error
  record ProcessResult(int exitCode, String output, String errorOutput) {}
}
