package dev.loom.bus;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.TaskCommand;
import io.vertx.core.Future;

/// Sends commands to the engine that runs a task. All callers use it, so that the choice of the
/// address is in one place.
public final class TaskCommands {
  private TaskCommands() {}

  /// Sends a command and waits for the commit of its effect. Not for event loops.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if the command fails, see [ExecuteCommand]
  public static ExecuteCommand.Executed execute(Bus bus, TaskId task, TaskCommand command)
      throws InterruptedException {
    return bus.request(Addresses.TASK_COMMAND, new ExecuteCommand(task, command));
  }

  /// Sends a command.
  ///
  /// @return the reply after the commit; a failure is always a
  ///   [dev.loom.contracts.error.ServiceException]
  public static Future<ExecuteCommand.Executed> executeAsync(
      Bus bus, TaskId task, TaskCommand command) {
    return bus.requestAsync(Addresses.TASK_COMMAND, new ExecuteCommand(task, command));
  }
}
