package dev.loom.orchestrator.core;

import dev.loom.api.JsonValues;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.Map;

/// Represents work that a state requires. Equal effects are the same work.
public sealed interface Effect {
  /// Returns whether a model is asked.
  default boolean usesModel() {
    return switch (this) {
      case CallPlanner _, CallModel _, Verify _ -> true;
      case RunTool _, StartTimer _ -> false;
    };
  }

  /// Calls the planner.
  record CallPlanner(PlanRequest request) implements Effect {}

  /// Calls a model for a turn of a subtask.
  record CallModel(SubtaskId subtaskId, StepId step, int modelTier) implements Effect {}

  /// Runs a tool call whose start is recorded.
  ///
  /// @param approved whether the user approved the call
  /// @param repeated whether the call may already have run before a crash
  record RunTool(
      SubtaskId subtaskId,
      StepId step,
      String tool,
      Map<String, Object> args,
      boolean approved,
      boolean repeated)
      implements Effect {
    public RunTool {
      args = JsonValues.copyOf(args);
    }
  }

  /// Verifies a subtask's answer.
  record Verify(SubtaskId subtaskId, StepId step) implements Effect {}

  /// Produces [Input.TimerFired] at a time.
  ///
  /// @param subject the id of the pending decision, the step of the attempt, or `budget`
  record StartTimer(String subject, Kind kind, Instant dueAt) implements Effect {
    /// The meaning of the timer.
    public enum Kind {
      /// The user did not decide in time: an approval is rejected, a question expires.
      DECISION_EXPIRY,
      /// The attempt reaches its time limit.
      ATTEMPT_TIME_LIMIT,
      /// The task reaches the time limit of its budget.
      TASK_TIME_LIMIT
    }
  }
}
