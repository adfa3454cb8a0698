package dev.loom.engine.replay;

import dev.loom.bus.Bus;
import dev.loom.bus.TaskCommands;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.List;
import java.util.Optional;

/// Sends the recorded user inputs to the replayed task, each at its recorded position.
final class RecordedUsers {
  private final Bus bus;
  private final TaskId task;
  private final RecordedOrder order;
  private final ReplayJournal journal;

  RecordedUsers(Bus bus, TaskId task, RecordedOrder order, ReplayJournal journal) {
    this.bus = bus;
    this.task = task;
    this.order = order;
    this.journal = journal;
  }

  /// @param inputs inputs in recorded order
  void send(List<TranscriptEntry.ReceivedInput> inputs) throws InterruptedException {
    for (var input : inputs) {
      order.await(input.order().asked());
      journal.awaitCount(input.afterEvents(), RecordedOrder.STALL_MILLIS);
      order.markDone(input.order().asked());
      try {
        TaskCommands.execute(bus, task, withoutHash(input.said()));
      } catch (ServiceException failure) {
        // The recorded input may have failed too; any divergence shows in the task.
      }
      if (input.order().answered() > 0) {
        order.markDone(input.order().answered());
      }
    }
  }

  /// Returns the command without the hash of the action, which is another one if the replay
  /// diverges.
  private static TaskCommand withoutHash(TaskCommand command) {
    return command instanceof TaskCommand.ResolveApproval c
        ? new TaskCommand.ResolveApproval(c.subtaskId(), c.approved(), c.reason(), Optional.empty())
        : command;
  }
}
