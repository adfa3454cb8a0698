package dev.loom.engine.replay;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ResolveApproval;
import dev.loom.contracts.task.AnswerQuestion;
import dev.loom.contracts.task.CancelTask;
import dev.loom.contracts.task.PauseTask;
import dev.loom.contracts.task.ResumeTask;
import dev.loom.contracts.task.SteerTask;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.UserInput;
import java.util.List;
import java.util.Optional;

/// Says to a task what people said to it when it was recorded, each thing when its turn has come.
final class RecordedPeople {
  private final Bus bus;
  private final TaskId task;
  private final RecordedOrder order;
  private final ReplayJournal journal;

  RecordedPeople(Bus bus, TaskId task, RecordedOrder order, ReplayJournal journal) {
    this.bus = bus;
    this.task = task;
    this.order = order;
    this.journal = journal;
  }

  /// @param words in their order
  void say(List<TranscriptEntry.ReceivedInput> words) throws InterruptedException {
    for (var word : words) {
      order.await(word.order().asked());
      journal.awaitCount(word.afterEvents(), RecordedOrder.STALL_MILLIS);
      order.happened(word.order().asked());
      try {
        say(word.said());
      } catch (ServiceException refused) {
        // Then it comes to nothing, as it may have then; what differs shows in the task.
      }
      if (word.order().answered() > 0) {
        order.happened(word.order().answered());
      }
    }
  }

  private void say(UserInput word) throws InterruptedException {
    switch (word) {
      case UserInput.Approval w ->
          bus.request(
              Addresses.TASK_APPROVE,
              new ResolveApproval(task, w.subtaskId(), w.approved(), w.reason(), Optional.empty()));
      case UserInput.Answer w ->
          bus.request(
              Addresses.TASK_ANSWER,
              new AnswerQuestion(task, w.questionId(), w.answer(), w.newLimit()));
      case UserInput.Steering w ->
          bus.request(Addresses.TASK_STEER, new SteerTask(task, w.instruction()));
      case UserInput.Pause w -> bus.request(Addresses.TASK_PAUSE, new PauseTask(task, w.reason()));
      case UserInput.Resumption w -> bus.request(Addresses.TASK_RESUME, new ResumeTask(task));
      case UserInput.Cancellation w ->
          bus.request(Addresses.TASK_CANCEL, new CancelTask(task, w.reason()));
    }
  }
}
