package dev.loom.api.tool;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/// Represents a process that [ProcessRunner#start] started. Thread-safe.
public interface BackgroundProcess {
  /// Returns an id that no other process of the task has or had: the id of the step that started
  /// it, with a number if the step started several.
  String id();

  /// Returns program and arguments.
  List<String> command();

  /// Returns the time when the process was started.
  Instant startedAt();

  /// Reports whether the process or a descendant is running.
  boolean isRunning();

  /// Returns the exit code, 128 + n if signal n ended the process; empty while it is running.
  OptionalInt exitCode();

  /// Returns what the process has written so far to standard output and standard error, in the
  /// order of arrival; without the middle if it exceeds the limit. Complete once the process has
  /// ended.
  String output();

  /// Writes a text to standard input, encoded as UTF-8. Waits up to ten seconds for the process to
  /// read it.
  ///
  /// @throws IOException if the process has ended, its standard input is closed, or it does not
  ///   read its input; the rest of the text is then delivered later
  /// @throws InterruptedException if the call is cancelled or times out
  void write(String text) throws IOException, InterruptedException;

  /// Closes standard input.
  ///
  /// @throws IOException as [#write]
  /// @throws InterruptedException if the call is cancelled or times out
  void closeInput() throws IOException, InterruptedException;

  /// Sends SIGTERM to the process and its descendants, kills those that are still running after
  /// five seconds, and returns when all have ended. Does nothing if they have ended before.
  ///
  /// @throws InterruptedException if the call is cancelled or times out; the process is stopped
  ///   nevertheless
  void stop() throws InterruptedException;
}
