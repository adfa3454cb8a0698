package dev.loom.orchestrator.core;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent.ChangesUndone;
import dev.loom.contracts.event.TaskEvent.TaskFeedback;
import dev.loom.contracts.event.TaskEvent.TaskPaused;
import dev.loom.contracts.event.TaskEvent.TaskResumed;
import dev.loom.contracts.event.TaskEvent.TaskSteered;
import dev.loom.contracts.task.TaskStatus;
import java.util.Locale;

/// What people do to a task beside answering it.
final class Controls {
  /// More instructions than this are refused: each is part of every prompt that follows.
  private static final int INSTRUCTIONS_MAX = 100;

  private Controls() {}

  static void steered(Draft draft, Input.Steered input) {
    if (draft.state().instructions().size() >= INSTRUCTIONS_MAX) {
      draft.refuse(
          ServiceError.conflict(
              "The task has " + INSTRUCTIONS_MAX + " instructions already; cancel it instead."));
    } else {
      draft.record(new TaskSteered(input.instruction()));
    }
  }

  static void paused(Draft draft, Input.Paused input) {
    if (draft.state().status() != TaskStatus.PAUSED) {
      draft.record(new TaskPaused(input.reason()));
    }
  }

  static void resumed(Draft draft) {
    if (draft.state().status() == TaskStatus.PAUSED) {
      draft.record(new TaskResumed());
    }
  }

  static void rated(Draft draft, Input.FeedbackGiven input) {
    var status = draft.state().status();
    if (status.isFinished()) {
      draft.record(new TaskFeedback(input.feedback()));
    } else {
      draft.refuse(
          ServiceError.conflict(
              "The task is "
                  + status.name().toLowerCase(Locale.ROOT)
                  + "; feedback is for finished tasks. To change its course, steer it."));
    }
  }

  static void undone(Draft draft, Input.Undone input) {
    draft.record(new ChangesUndone(input.changeIds(), input.filesRestored()));
  }
}
