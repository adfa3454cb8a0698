package dev.loom.api.tool;

import java.time.Duration;

/// What one tool call may touch.
public interface ToolContext {
  /// The files of the task. Every path given to it is confined to the workspace.
  Workspace workspace();

  /// Runs processes inside the workspace; they die with the call.
  ProcessRunner processRunner();

  /// The task's id, for logs and outside services.
  String taskId();

  /// The subtask's id.
  String subtaskId();

  /// The id of this step. It is the same when the call is repeated after a crash, so it serves as
  /// an idempotency key toward outside services.
  String stepId();

  /// Whether this call had already been started before a crash and may have had its effect.
  boolean repeated();

  /// The time left until the call is interrupted.
  Duration remainingTime();
}
