package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Asks for a task to be accepted. Answered once it is on disk; refused as invalid when it cannot
/// be done as asked (an unknown workspace or process), as overloaded when there is no room.
///
/// @param spec its workspace may still be empty, for the configured default
public record SubmitTask(TaskSpec spec) {
  public SubmitTask {
    Objects.requireNonNull(spec, "spec");
  }

  /// It is accepted, and will be done or fail with a reason, whatever happens to this process.
  public record Accepted(TaskId taskId) {}
}
