package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.event.TaskEvent.ChangesUndone;
import dev.loom.contracts.event.TaskEvent.TaskFeedback;
import dev.loom.contracts.event.TaskEvent.TaskPaused;
import dev.loom.contracts.event.TaskEvent.TaskResumed;
import dev.loom.contracts.event.TaskEvent.TaskSteered;
import dev.loom.contracts.task.TaskStatus;
import java.util.Locale;

/// Applies steering, pause, resume and feedback, and records undone changes. [TaskCompletion]
/// cancels.
final class TaskControls {
  /// Limits the instructions, because every later prompt contains all of them.
  private static final int INSTRUCTIONS_MAX = 100;

  private TaskControls() {}

  static void onSteer(DecisionBuilder decision, Input.Steered input) {
    if (decision.state().instructions().size() >= INSTRUCTIONS_MAX) {
      decision.reject(
          ServiceError.conflict(
              "The task already has "
                  + INSTRUCTIONS_MAX
                  + " instructions, the maximum. Cancel it or let it finish."));
    } else {
      decision.record(new TaskSteered(input.instruction()));
    }
  }

  static void onPause(DecisionBuilder decision, Input.Paused input) {
    if (decision.state().status() != TaskStatus.PAUSED) {
      decision.record(new TaskPaused(input.reason()));
    }
  }

  static void onResume(DecisionBuilder decision) {
    if (decision.state().status() == TaskStatus.PAUSED) {
      decision.record(new TaskResumed());
    }
  }

  static void onFeedback(DecisionBuilder decision, Input.FeedbackGiven input) {
    var status = decision.state().status();
    if (status.isFinished()) {
      decision.record(new TaskFeedback(input.feedback()));
    } else {
      decision.reject(
          ServiceError.conflict(
              "The task is "
                  + status.name().toLowerCase(Locale.ROOT)
                  + ". Feedback is accepted only for finished tasks. To give an instruction,"
                  + " steer the task."));
    }
  }

  static void onUndone(DecisionBuilder decision, Input.ChangesUndone input) {
    decision.record(new ChangesUndone(input.changeIds(), input.filesRestored()));
  }
}
