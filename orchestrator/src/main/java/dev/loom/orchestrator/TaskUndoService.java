package dev.loom.orchestrator;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.UndoTask;
import dev.loom.orchestrator.core.Input;
import java.util.Locale;

/// Has changes to files taken back when nobody works on them, and writes it down. Its methods
/// block.
final class TaskUndoService {
  private final Bus bus;
  private final TaskRegistry registry;

  TaskUndoService(Bus bus, TaskRegistry registry) {
    this.bus = bus;
    this.registry = registry;
  }

  /// Should the engine die between the undoing and its record, the ledger of changes still tells
  /// what was undone; only the journal lacks the line.
  UndoChanges.Undone undo(UndoTask request) throws InterruptedException {
    var task = bus.request(Addresses.TASK_FIND, new FindTask(request.taskId()));
    switch (task.status()) {
      case PENDING, PLANNING, EXECUTING ->
          throw ServiceError.conflict(
                  "Task "
                      + task.taskId()
                      + " is "
                      + task.status().name().toLowerCase(Locale.ROOT)
                      + "; pause or cancel it first.")
              .toException();
      case WAITING_APPROVAL, PAUSED, COMPLETED, FAILED, CANCELLED -> {
        // Nobody writes to its files now.
      }
    }
    var undone =
        bus.request(
            Addresses.CHANGES_UNDO,
            new UndoChanges(request.taskId(), task.spec().workspace(), request.scope()));
    registry.control(
        request.taskId(), new Input.ChangesUndone(undone.changeIds(), undone.restored()));
    return undone;
  }
}
