package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.VerificationCompleted;
import dev.loom.contracts.id.StepId;
import dev.loom.orchestrator.loop.AgentLoop;
import dev.loom.orchestrator.loop.LoopDecision;
import dev.loom.orchestrator.loop.Phase;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Decides which events follow from an input. Entry point of the core.
///
/// First the input itself is recorded as an event, then [Scheduler] derives all further events from
/// the new state.
public final class TaskCore {
  private final UnaryOperator<TaskEvent.Recorded> redaction;
  private final TaskEnvironment environment;
  private final PlanLifecycle plans;
  private final BudgetGuard budgets;
  private final TaskControls controls;
  private final AgentLoop loop;
  private final Scheduler scheduler;

  /// Creates a core that records events as they are.
  public TaskCore(TaskEnvironment environment) {
    this(environment, UnaryOperator.identity());
  }

  /// @param redaction applied to every event before it changes the state
  public TaskCore(TaskEnvironment environment, UnaryOperator<TaskEvent.Recorded> redaction) {
    this.redaction = redaction;
    this.environment = environment;
    this.plans = new PlanLifecycle(environment);
    this.budgets = new BudgetGuard(environment);
    this.controls = new TaskControls(budgets);
    this.loop = new AgentLoop(environment.execution(), environment.tools());
    this.scheduler = new Scheduler(environment, plans, budgets, loop);
  }

  /// @param now the time of the events
  /// @return no events if the input is late or does not fit the state; the sender of a command
  ///   learns it as a conflict
  public Decision decide(TaskState state, Input input, Instant now) {
    var decision = new DecisionBuilder(state, now, budgets, redaction);
    if (!state.status().isFinished() || isAllowedAfterEnd(input)) {
      apply(decision, input);
      if (decision.eventCount() > 0) {
        scheduler.schedule(decision);
      }
    } else if (input instanceof Input.Command) {
      decision.reject(ServiceException.conflict("The task has ended: " + endOf(state) + "."));
    }
    return decision.build();
  }

  private static boolean isAllowedAfterEnd(Input input) {
    return input instanceof Input.Command command && command.command().appliesAfterEnd();
  }

  private static String endOf(TaskState state) {
    return switch (state.status()) {
      case COMPLETED -> "it has already completed";
      case FAILED -> "it has already failed";
      default -> "it was already cancelled";
    };
  }

  private void apply(DecisionBuilder decision, Input input) {
    switch (input) {
      case Input.Submitted i -> onSubmitted(decision, i);
      case Input.Admitted i -> plans.begin(decision);
      case Input.Recovered i -> onRecovered(decision, i.afterCrash());
      case Input.PlanArrived i -> plans.onPlan(decision, i);
      case Input.PlanFailed i -> plans.onFailure(decision, i);
      case Input.TurnArrived i ->
          awaitingModel(decision, i.step())
              .ifPresent(attempt -> loop.onModelTurn(attempt, i.turn()));
      case Input.TurnFailed i ->
          awaitingModel(decision, i.step())
              .ifPresent(attempt -> loop.onModelFailure(attempt, i.reason(), i.retryable()));
      case Input.ModelWaited i -> onModelWaited(decision, i.event());
      case Input.ModelUnavailable i -> onModelUnavailable(decision, i);
      case Input.ToolFinished i -> onToolFinished(decision, i);
      case Input.VerdictArrived i -> onVerdictArrived(decision, i);
      case Input.Command i -> controls.onCommand(decision, i.command());
      case Input.InternalFault i -> TaskCompletion.fail(decision, i.reason(), "internal");
      case Input.TimerFired i -> onTimerFired(decision, i.timer());
    }
  }

  private static void onSubmitted(DecisionBuilder decision, Input.Submitted input) {
    if (decision.state().spec().isEmpty()) {
      decision.record(new TaskEvent.TaskSubmitted(input.spec(), input.retry(), input.settings()));
    }
  }

  /// Pauses a task that was running at several crashes of the engine in a row, because it may have
  /// caused them.
  private void onRecovered(DecisionBuilder decision, boolean afterCrash) {
    if (decision.state().lastSeq() == 1) {
      plans.begin(decision);
      return;
    }
    var inDoubt =
        decision.state().subtasks().values().stream()
            .flatMap(subtask -> subtask.attempt().runningCalls().stream())
            .toList();
    var crashes =
        afterCrash && decision.state().isRunnable()
            ? decision.state().timeline().crashesAt(decision.now())
            : 0;
    decision.record(new TaskEvent.TaskRecovered(inDoubt, crashes));
    var crashesMax = environment.execution().maxCrashes();
    if (crashesMax > 0 && crashes >= crashesMax) {
      decision.record(
          new TaskEvent.TaskPaused(
              "The engine crashed %s times in a row while this task was running. Check what it does, then resume or cancel it."
                  .formatted(crashes)));
    }
  }

  /// Returns the agent loop that waits for the model turn of a step.
  private static Optional<LoopDecision> awaitingModel(DecisionBuilder decision, StepId step) {
    return decision
        .state()
        .find(
            each -> each.phase() instanceof Phase.AwaitingModel && each.currentStep().equals(step))
        .map(subtask -> decision.loopOf(subtask.id()));
  }

  private void onModelWaited(DecisionBuilder decision, TaskEvent.ModelWaiting event) {
    var usesModel =
        RequiredEffects.compute(decision.state(), environment.execution()).stream()
            .anyMatch(Effect::usesModel);
    if (usesModel && decision.state().modelOutage().mayRecord(decision.now())) {
      decision.record(event);
    }
  }

  /// Pauses the task instead of failing the attempt: the outage says nothing about the work.
  private void onModelUnavailable(DecisionBuilder decision, Input.ModelUnavailable input) {
    if (isRequired(decision, input.effect())) {
      decision.record(new TaskEvent.TaskPaused("waiting for model: " + input.reason()));
    }
  }

  private boolean isRequired(DecisionBuilder decision, Effect effect) {
    return RequiredEffects.compute(decision.state(), environment.execution()).contains(effect);
  }

  private static void onToolFinished(DecisionBuilder decision, Input.ToolFinished input) {
    for (var subtask : decision.state().subtasks().values()) {
      AgentLoop.onToolFinished(
          decision.loopOf(subtask.id()), input.step(), input.result(), input.durationSeconds());
    }
  }

  private static void onVerdictArrived(DecisionBuilder decision, Input.VerdictArrived input) {
    for (var subtask : decision.state().subtasks().values()) {
      if (subtask.isVerifying() && subtask.currentStep().equals(input.step())) {
        decision.record(
            new VerificationCompleted(
                subtask.id(), subtask.attempt().number(), input.verdict(), input.usage()));
      }
    }
  }

  /// Ignores a timer that the state no longer requires.
  private void onTimerFired(DecisionBuilder decision, Effect.StartTimer timer) {
    if (!isRequired(decision, timer)) {
      return;
    }
    switch (timer.kind()) {
      case DECISION_EXPIRY -> controls.onExpiry(decision, timer.subject());
      case TASK_TIME_LIMIT -> budgets.onTimeLimit(decision);
      case ATTEMPT_TIME_LIMIT -> onAttemptTimeout(decision, timer.subject());
    }
  }

  private void onAttemptTimeout(DecisionBuilder decision, String attemptStep) {
    decision
        .state()
        .find(subtask -> subtask.turnStep(0).value().equals(attemptStep))
        .ifPresent(subtask -> loop.onTimeLimit(decision.loopOf(subtask.id())));
  }
}
