package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.event.TaskEvent.ChangesUndone;
import dev.loom.contracts.event.TaskEvent.TaskFeedback;
import dev.loom.contracts.event.TaskEvent.TaskPaused;
import dev.loom.contracts.event.TaskEvent.TaskResumed;
import dev.loom.contracts.event.TaskEvent.TaskSteered;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import java.util.Locale;

/// Decides on the commands of users.
final class TaskControls {
  /// Limits the instructions, because every later prompt contains all of them.
  private static final int INSTRUCTIONS_MAX = 100;

  private final UserQuestions questions;

  TaskControls(UserQuestions questions) {
    this.questions = questions;
  }

  void onCommand(DecisionBuilder decision, TaskCommand command) {
    switch (command) {
      case TaskCommand.Cancel c -> TaskCompletion.cancel(decision, c.reason());
      case TaskCommand.Steer c -> onSteer(decision, c);
      case TaskCommand.Pause c -> onPause(decision, c);
      case TaskCommand.Resume c -> onResume(decision);
      case TaskCommand.ResolveApproval c -> Approvals.onAnswer(decision, c);
      case TaskCommand.Answer c -> questions.onAnswer(decision, c);
      case TaskCommand.GiveFeedback c -> onFeedback(decision, c);
      case TaskCommand.RecordUndo c ->
          decision.record(new ChangesUndone(c.changeIds(), c.filesRestored()));
    }
  }

  private static void onSteer(DecisionBuilder decision, TaskCommand.Steer command) {
    if (decision.state().instructions().size() >= INSTRUCTIONS_MAX) {
      decision.reject(
          ServiceError.conflict(
              "The task already has %s instructions, the maximum. Cancel it or let it finish."
                  .formatted(INSTRUCTIONS_MAX)));
    } else {
      decision.record(new TaskSteered(command.instruction()));
    }
  }

  private static void onPause(DecisionBuilder decision, TaskCommand.Pause command) {
    if (decision.state().status() != TaskStatus.PAUSED) {
      decision.record(new TaskPaused(command.reason()));
    }
  }

  private static void onResume(DecisionBuilder decision) {
    if (decision.state().status() == TaskStatus.PAUSED) {
      decision.record(new TaskResumed());
    }
  }

  private static void onFeedback(DecisionBuilder decision, TaskCommand.GiveFeedback command) {
    var status = decision.state().status();
    if (status.isFinished()) {
      decision.record(new TaskFeedback(command.feedback()));
    } else {
      decision.reject(
          ServiceError.conflict(
              ("The task is %s. Feedback is accepted only for finished tasks. To give an"
                      + " instruction, steer the task.")
                  .formatted(status.name().toLowerCase(Locale.ROOT))));
    }
  }
}
