package dev.loom.api.tool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Defines a tool that a model can call: reading a file, running a command, querying a service.
///
/// One instance serves all tasks and is called concurrently, so it must not keep per-call state in
/// fields. Each call runs on its own thread and may block.
public interface Tool {
  /// Returns name, description and schema of the tool. Must always return the same value.
  ToolDescriptor descriptor();

  /// Declares the effects that a call is going to have. The engine decides by them whether the call
  /// needs approval, and runs calls of one model turn in parallel if they only read.
  ///
  /// Called before the arguments are validated. Must be fast, change nothing, and depend on the
  /// arguments only.
  ///
  /// @param arguments arguments as written by the model, not validated yet
  /// @return all effects of the call; an empty list if it neither reads nor changes anything
  ///   outside the engine
  /// @throws RuntimeException if the arguments are invalid; the effects then count as unknown
  default List<ToolEffect> effects(Arguments arguments) {
    return List.of(new ToolEffect.Unknown());
  }

  /// Returns the maximum duration of a call. When it expires, the calling thread is interrupted,
  /// all processes of the call are killed, and the model receives an error.
  default Duration timeLimit() {
    return Duration.ofSeconds(30);
  }

  /// Returns the policy for a call that was started and has no recorded result after a crash.
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
  /// @param arguments arguments, validated against the input schema
  /// @param context workspace, processes and deadline of the call
  /// @return the result shown to the model; expected failures are returned as [ToolResult#fail],
  ///   not thrown
  /// @throws InterruptedException if the task is cancelled or the time limit expires; must be
  ///   propagated
  /// @throws Exception any other failure, shown to the model as a failed call with this message
  ToolResult execute(Arguments arguments, ToolContext context) throws Exception;
}
