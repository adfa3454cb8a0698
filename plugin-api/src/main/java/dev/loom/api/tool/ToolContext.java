package dev.loom.api.tool;

import java.time.Duration;

/// Provides a tool call with access to its workspace, processes, HTTP and identity.
public interface ToolContext {
  /// Returns the files of the task. All paths are confined to the workspace.
  Workspace workspace();

  /// Returns the runner of processes inside the workspace.
  ProcessRunner processRunner();

  /// Returns the client for HTTP requests of this call.
  HttpEgress http();

  /// Shows users what the call is doing, such as `3 of 9 pages`, until it ends or reports again.
  /// Not stored and not shown to models. At most four messages a second are shown: of those that
  /// arrive faster, the last one. A message is one line of at most 500 characters; the rest is cut.
  void progress(String message);

  /// Returns the task id, for logs and external services.
  String taskId();

  /// Returns the subtask id.
  String subtaskId();

  /// Returns the id of this step. It is the same when the call is repeated after a crash, so it
  /// serves as an idempotency key for external services.
  String stepId();

  /// Reports whether this call was already started before a crash and may have had its effect.
  boolean repeated();

  /// Returns the time left until the call is interrupted.
  Duration remainingTime();
}
