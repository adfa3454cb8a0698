package dev.loom.api.tool;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Defines a tool that a model can call: reading a file, running a command, querying a service.
///
/// One instance serves all tasks and is called concurrently, so it must not keep per-call state in
/// fields. Each call runs on its own thread and may block.
public interface Tool {
  /// Returns the name used in tool calls: `[a-z][a-z0-9_]{0,63}`, unique within an engine.
  String name();

  /// Returns the description shown to models: purpose and when to use the tool, in one to five
  /// sentences.
  String description();

  /// Returns the JSON Schema of the arguments (an object schema, draft 2020-12) as a JSON-shaped
  /// map. The engine validates each call against it before [#execute].
  Map<String, Object> parameters();

  /// Returns the maximum duration of a call. When it expires, the calling thread is interrupted,
  /// all processes of the call are killed, and the model receives an error.
  default Duration timeLimit() {
    return Duration.ofSeconds(30);
  }

  /// Reports whether a call changes nothing outside the engine. Read-only calls of one model turn
  /// run in parallel, need no approval, and are repeated after a crash.
  default boolean readOnly() {
    return false;
  }

  /// Returns the policy for a call that was started and has no recorded result after a crash.
  /// Ignored if [#readOnly] is true.
  default CrashPolicy onCrash() {
    return CrashPolicy.NEVER;
  }

  /// Looks up whether a call that was started before a crash has completed. Called only for a
  /// repeated call with [CrashPolicy#VERIFY]. Must not change anything.
  ///
  /// @param arguments same as for [#execute]
  /// @param context same as for [#execute]
  /// @return the result to use instead of executing the call: the original result, or a
  ///   [ToolResult#fail] if completion cannot be determined and repeating might do harm; empty to
  ///   execute the call
  /// @throws InterruptedException if the task is cancelled or the time limit expires
  /// @throws Exception any other failure, shown to the model as a failed call with this message
  default Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context)
      throws Exception {
    return Optional.empty();
  }

  /// Executes a call.
  ///
  /// @param arguments arguments, validated against [#parameters]
  /// @param context workspace, processes and deadline of the call
  /// @return the result shown to the model; expected failures are returned as [ToolResult#fail],
  ///   not thrown
  /// @throws InterruptedException if the task is cancelled or the time limit expires; must be
  ///   propagated
  /// @throws Exception any other failure, shown to the model as a failed call with this message
  ToolResult execute(Arguments arguments, ToolContext context) throws Exception;
}
