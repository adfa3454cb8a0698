package dev.loom.api.tool;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Something a model can do: read a file, run a command, ask a service.
///
/// One instance serves all tasks, and is called from many threads at once, so it keeps no state of
/// a call in its fields. Calls run on a thread of their own and may block.
public interface Tool {
  /// The name a model calls it by: `[a-z][a-z0-9_]{0,63}`, unique in an engine.
  String name();

  /// What it does and when to use it, for the model: one to five sentences.
  String description();

  /// The JSON Schema (an object schema, draft 2020-12) of its arguments, as a JSON-shaped map. The
  /// engine checks each call against it before [#execute] is called.
  Map<String, Object> parameters();

  /// How long one call may take. At this time the calling thread is interrupted, every process that
  /// the call started is killed, and the model is told.
  default Duration timeLimit() {
    return Duration.ofSeconds(30);
  }

  /// Whether a call changes nothing outside the engine. Read-only calls of one model turn run side
  /// by side, are never gated, and are simply run again after a crash.
  default boolean readOnly() {
    return false;
  }

  /// What to do with a call that had started and has no result when the engine comes back after a
  /// crash. Only asked when [#readOnly] is false.
  default CrashPolicy onCrash() {
    return CrashPolicy.NEVER;
  }

  /// Finds out whether a call that had started before a crash has happened. Only asked when the
  /// call is repeated and [#onCrash] is [CrashPolicy#VERIFY]; it must change nothing.
  ///
  /// @param arguments as for [#execute]
  /// @param context as for [#execute]
  /// @return the call's result, which is then not run again: that of the first run when it
  ///   happened, or a [ToolResult#fail] when nobody can tell and a second run might harm; empty
  ///   when it did not happen and is to be run
  /// @throws InterruptedException when the task was cancelled or the time limit passed
  /// @throws Exception anything else is shown to the model as a failed call with this message
  default Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context)
      throws Exception {
    return Optional.empty();
  }

  /// Does it.
  ///
  /// @param arguments the call's arguments, already checked against [#parameters]
  /// @param context the workspace, the processes and the deadline of this call
  /// @return what the model is shown; a refusal or an expected failure is [ToolResult#fail], not an
  ///   exception
  /// @throws InterruptedException when the task was cancelled or the time limit passed; let it pass
  /// @throws Exception anything else is shown to the model as a failed call with this message
  ToolResult execute(Arguments arguments, ToolContext context) throws Exception;
}
