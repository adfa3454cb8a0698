package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.UndoTask;
import java.util.Locale;
import java.util.Set;

/// Undoes file changes of tasks that are not running and records the undo in the journal. Its
/// methods block.
final class TaskUndoService {
  private static final Set<TaskStatus> RUNNING =
      Set.of(TaskStatus.PENDING, TaskStatus.PLANNING, TaskStatus.EXECUTING);

  private final Bus bus;
  private final TaskRegistry registry;

  TaskUndoService(Bus bus, TaskRegistry registry) {
    this.bus = bus;
    this.registry = registry;
  }

  /// If the engine crashes between the undo and its event, the change log still holds the undo;
  /// only the journal lacks the event.
  UndoChanges.Undone undo(UndoTask request) throws InterruptedException {
    var task = bus.request(Addresses.TASK_FIND, new FindTask(request.taskId()));
    // A task that waits or is paused starts nothing new; only a call that started before may run.
    if (RUNNING.contains(task.status())) {
      var status = task.status().name().toLowerCase(Locale.ROOT);
      throw ServiceException.conflict(
          "Task %s is %s; pause or cancel it first.".formatted(task.taskId(), status));
    }
    var undone =
        bus.request(
            Addresses.CHANGES_UNDO,
            new UndoChanges(request.taskId(), task.spec().workspace(), request.scope()));
    registry.execute(
        request.taskId(), new TaskCommand.RecordUndo(undone.changeIds(), undone.restored()));
    return undone;
  }
}
