package dev.loom.engine.replay;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.AnswerQuestion;
import dev.loom.contracts.task.CancelTask;
import dev.loom.contracts.task.PauseTask;
import dev.loom.contracts.task.ResolveApproval;
import dev.loom.contracts.task.ResumeTask;
import dev.loom.contracts.task.SteerTask;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.UserInput;
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
        send(input.said());
      } catch (ServiceException failure) {
        // The recorded input may have failed too; any divergence shows in the task.
      }
      if (input.order().answered() > 0) {
        order.markDone(input.order().answered());
      }
    }
  }

  private void send(UserInput input) throws InterruptedException {
    switch (input) {
      case UserInput.Approval i ->
          bus.request(
              Addresses.TASK_APPROVE,
              new ResolveApproval(task, i.subtaskId(), i.approved(), i.reason(), Optional.empty()));
      case UserInput.Answer i ->
          bus.request(
              Addresses.TASK_ANSWER,
              new AnswerQuestion(task, i.questionId(), i.answer(), i.newLimit()));
      case UserInput.Steering i ->
          bus.request(Addresses.TASK_STEER, new SteerTask(task, i.instruction()));
      case UserInput.Pause i -> bus.request(Addresses.TASK_PAUSE, new PauseTask(task, i.reason()));
      case UserInput.Resumption i -> bus.request(Addresses.TASK_RESUME, new ResumeTask(task));
      case UserInput.Cancellation i ->
          bus.request(Addresses.TASK_CANCEL, new CancelTask(task, i.reason()));
    }
  }
}
