package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Effect.StartTimer.Kind;
import dev.loom.orchestrator.loop.Phase;
import dev.loom.orchestrator.loop.ToolCallState;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/// Computes all effects that a state requires. The runner starts those that do not run yet and
/// cancels those that are no longer required, so no effect starts twice, is lost in a restart, or
/// runs on after a cancellation.
public final class RequiredEffects {
  private final TaskState state;
  private final ExecutionConfig limits;
  private final Set<Effect> effects = new LinkedHashSet<>();

  private RequiredEffects(TaskState state, ExecutionConfig limits) {
    this.state = state;
    this.limits = limits;
  }

  /// @return the effects in the order of the plan
  public static Set<Effect> compute(TaskState state, ExecutionConfig limits) {
    var required = new RequiredEffects(state, limits);
    if (!state.status().isFinished()) {
      required.collect();
    }
    return required.effects;
  }

  private void collect() {
    if (isPlanning()) {
      effects.add(new Effect.CallPlanner(state.planRequest()));
    }
    state.subtasks().values().forEach(this::collect);
    collectBudget();
  }

  /// While a budget question is open, the first request for a plan may finish, but no second runs.
  private boolean isPlanning() {
    return state.planRequest().isOpen()
        && !isPaused()
        && !(state.isAwaitingBudgetDecision() && state.planRequest().round() > 1);
  }

  private boolean isPaused() {
    return state.status() == TaskStatus.PAUSED;
  }

  private void collect(SubtaskState subtask) {
    switch (subtask.phase()) {
      case Phase.Idle _, Phase.AwaitingBudget _ -> {
        return;
      }
      case Phase.AwaitingModel p ->
          unlessPaused(
              new Effect.CallModel(
                  subtask.id(), subtask.currentStep(), subtask.attempt().modelTier()));
      case Phase.RunningTools p -> p.calls().forEach(call -> collect(subtask, call));
      case Phase.Answered p -> {
        if (subtask.isVerifying()) {
          unlessPaused(new Effect.Verify(subtask.id(), subtask.currentStep()));
        }
      }
    }
    subtask
        .pendingDecision()
        .ifPresent(open -> addTimer(open.id(), Kind.DECISION_EXPIRY, open.expiresAt()));
    if (subtask.isActive() && subtask.review().verdict().isEmpty() && !isWaitingForModel(subtask)) {
      Instant due =
          subtask.attempt().activeSince().plusSeconds(limits.attempts().subtaskTimeoutSeconds());
      unlessPaused(
          new Effect.StartTimer(subtask.turnStep(0).value(), Kind.ATTEMPT_TIME_LIMIT, due));
    }
  }

  /// The time limit of an attempt does not count the wait for a model.
  private boolean isWaitingForModel(SubtaskState subtask) {
    return state.modelOutage().isPresent() && !(subtask.phase() instanceof Phase.RunningTools);
  }

  private void addTimer(String subject, Kind kind, Instant dueAt) {
    effects.add(new Effect.StartTimer(subject, kind, dueAt));
  }

  private void unlessPaused(Effect effect) {
    if (!isPaused()) {
      effects.add(effect);
    }
  }

  /// A started call runs to its end, even while the task is paused: cancelling it could leave a
  /// partial effect.
  private void collect(SubtaskState subtask, ToolCallState call) {
    if (call.status() == ToolCallState.Status.STARTED) {
      effects.add(
          new Effect.RunTool(
              subtask.id(),
              call.step(),
              call.toolCall().name(),
              call.toolCall().arguments(),
              call.risk().isPresent(),
              call.repeated()));
    }
  }

  private void collectBudget() {
    var budgetState = state.budgetState();
    long seconds = budgetState.budget().maxSeconds();
    if (budgetState.question().isPresent()) {
      var question = budgetState.question().get();
      addTimer(question.questionId(), Kind.DECISION_EXPIRY, question.expiresAt());
    } else if (seconds > 0 && !budgetState.finishing()) {
      budgetState
          .workingSince()
          .map(since -> since.plusSeconds(seconds).minus(budgetState.workedTime()))
          .ifPresent(due -> addTimer("budget", Kind.TASK_TIME_LIMIT, due));
    }
  }
}
