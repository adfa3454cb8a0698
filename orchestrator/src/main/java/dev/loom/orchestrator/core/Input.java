package dev.loom.orchestrator.core;

import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.RetriedTask;
import dev.loom.contracts.event.TaskEvent.ModelWaiting;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Verdict;
import dev.loom.orchestrator.loop.ModelTurn;
import java.util.Map;
import java.util.Optional;

/// Represents an input of the core. Late results are valid inputs; the core ignores them.
public sealed interface Input {
  /// A task was submitted.
  ///
  /// @param retry the ended task that it retries
  /// @param settings configuration of this task by dotted key
  record Submitted(TaskSpec spec, Optional<RetriedTask> retry, Map<String, Object> settings)
      implements Input {
    /// Creates the input for a task that retries no other and has no settings.
    public Submitted(TaskSpec spec) {
      this(spec, Optional.empty(), Map.of());
    }
  }

  /// The task got a slot.
  record Admitted() implements Input {}

  /// The task was recovered after a restart and got a slot, or needs none.
  ///
  /// @param afterCrash whether the previous engine crashed while the task was running or waiting
  record Recovered(boolean afterCrash) implements Input {}

  /// The planner replied.
  ///
  /// @param version the version of the requested plan
  /// @param round the round of the request
  /// @param hints hints from finished tasks about model tiers and models
  record PlanArrived(
      int version, int round, String answer, String model, ModelUsage usage, ModelHints hints)
      implements Input {}

  /// The call of the planner failed.
  record PlanFailed(int version, int round, String reason) implements Input {}

  /// A model completed a turn.
  record TurnArrived(StepId step, ModelTurn turn) implements Input {}

  /// The call of a model failed.
  ///
  /// @param retryable whether another attempt may succeed
  record TurnFailed(StepId step, String reason, boolean retryable) implements Input {}

  /// A model request waits.
  record ModelWaited(ModelWaiting event) implements Input {}

  /// Every suitable model stayed unavailable for longer than the patience.
  ///
  /// @param effect the work that needs the model
  record ModelUnavailable(Effect effect, String reason) implements Input {}

  /// A tool call finished.
  ///
  /// @param step the call
  record ToolFinished(StepId step, ToolResult result, double durationSeconds) implements Input {}

  /// A verification finished.
  ///
  /// @param step the turn whose answer was verified
  record VerdictArrived(StepId step, Verdict verdict, ModelUsage usage) implements Input {}

  /// A command arrived.
  record Command(TaskCommand command) implements Input {}

  /// A timer is due.
  record TimerFired(Effect.StartTimer timer) implements Input {}

  /// The runner met a broken invariant. The task fails; the engine continues.
  record InternalFault(String reason) implements Input {}
}
