package dev.loom.orchestrator.core;

import dev.loom.api.model.TokenUsage;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import dev.loom.contracts.event.TaskEvent.TaskPlanReady;
import dev.loom.contracts.event.TaskEvent.TaskPlanRejected;
import dev.loom.contracts.event.TaskEvent.TaskPlanning;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.event.TaskEvent.VerificationCompleted;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.orchestrator.plan.PlanReading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides which events follow from an input. The front door of the core.
///
/// An input is first written down as what it is; then [Settling] draws every conclusion that the
/// new state allows, until there is none left.
public final class TaskCore {
  /// The planner is asked this often before a plan of one subtask stands in.
  static final int PLAN_ROUNDS_MAX = 2;

  private final Rules rules;
  private final Settling settling;

  public TaskCore(Rules rules) {
    this.rules = rules;
    this.settling = new Settling(rules);
  }

  /// @param now the time of the events
  /// @return no events when the input changes nothing: it came too late, or to the wrong state
  public Decision decide(TaskState state, Input input, Instant now) {
    var draft = new Draft(state, now);
    if (!state.status().isFinished()) {
      take(draft, input);
      if (draft.size() > 0) {
        settling.settle(draft);
      }
    }
    return draft.decision();
  }

  private void take(Draft draft, Input input) {
    switch (input) {
      case Input.Submitted i -> submitted(draft, i);
      case Input.Begun i -> begun(draft);
      case Input.Recovered i -> recovered(draft);
      case Input.PlanArrived i -> planArrived(draft, i);
      case Input.PlanFailed i -> planFailed(draft, i);
      case Input.TurnArrived i -> turnArrived(draft, i);
      case Input.TurnFailed i -> turnFailed(draft, i);
      case Input.ToolFinished i -> toolFinished(draft, i);
      case Input.VerdictArrived i -> verdictArrived(draft, i);
      case Input.Answered i -> Approvals.answered(draft, i);
      case Input.Cancelled i -> Endings.cancelled(draft, i.reason());
      case Input.Broken i -> Endings.failed(draft, i.reason(), "internal");
      case Input.TimerFired i -> timerFired(draft, i.timer());
    }
  }

  private static void submitted(Draft draft, Input.Submitted input) {
    if (draft.state().spec().isEmpty()) {
      draft.record(new TaskEvent.TaskSubmitted(input.spec()));
    }
  }

  private static void begun(Draft draft) {
    if (draft.state().plan().isEmpty() && !draft.state().question().isOpen()) {
      draft.record(new TaskPlanning(draft.state().wanted().goal(), 1));
    }
  }

  private static void recovered(Draft draft) {
    if (draft.state().lastSeq() == 1) {
      begun(draft);
      return;
    }
    var inDoubt =
        draft.state().subtasks().values().stream()
            .flatMap(
                subtask ->
                    subtask.phase() instanceof Phase.Calling calling
                        ? calling.calls().stream()
                        : Stream.<Call>empty())
            .filter(call -> call.status() == Call.Status.STARTED)
            .toList();
    draft.record(new TaskEvent.TaskResumed(inDoubt.stream().map(Call::step).toList()));
  }

  private void planArrived(Draft draft, Input.PlanArrived input) {
    if (draft.state().question().round() != input.round()) {
      return;
    }
    var strict = rules.process().flatMap(Blueprint::strictPlan);
    if (strict.isPresent()) {
      ready(draft, strict.get(), input);
      return;
    }
    var reading = PlanReading.of(input.answer());
    if (reading.problems().isEmpty()) {
      ready(draft, new Plan(1, reading.subtasks()), input);
      return;
    }
    draft.record(
        new TaskPlanRejected(
            input.round(), reading.problems(), input.answer(), input.model(), input.usage()));
    if (input.round() < PLAN_ROUNDS_MAX) {
      draft.record(new TaskPlanning(draft.state().wanted().goal(), input.round() + 1));
    } else {
      var whole = wholeGoal(draft.state());
      draft.record(TaskPlanReady.of(whole, true, input.model(), TokenUsage.NONE));
    }
  }

  private static void ready(Draft draft, Plan plan, Input.PlanArrived input) {
    draft.record(TaskPlanReady.of(plan, false, input.model(), input.usage()));
  }

  /// The plan that stands in for a planner that gave none: the goal as one subtask.
  private static Plan wholeGoal(TaskState state) {
    var subtask =
        new Subtask(
            new SubtaskId("execute-goal"),
            state.wanted().goal(),
            List.of(),
            2,
            2,
            false,
            false,
            "",
            List.of());
    return new Plan(1, List.of(subtask));
  }

  private static void planFailed(Draft draft, Input.PlanFailed input) {
    if (draft.state().question().round() == input.round()) {
      Endings.failed(draft, "Planning failed: " + input.reason(), "planning_failed");
    }
  }

  private static void turnArrived(Draft draft, Input.TurnArrived input) {
    thinking(draft.state(), input.step())
        .ifPresent(
            subtask -> {
              draft.record(
                  new ModelTurnCompleted(
                      subtask.id(),
                      subtask.attempt().number(),
                      ((Phase.Thinking) subtask.phase()).turn(),
                      input.text(),
                      input.toolCalls(),
                      input.model(),
                      input.usage()));
              if (input.toolCalls().isEmpty()) {
                BlockedAnswer.reason(input.text())
                    .ifPresent(reason -> Failing.fail(draft, subtask.id(), reason, "blocked", 0));
              }
            });
  }

  private static void turnFailed(Draft draft, Input.TurnFailed input) {
    thinking(draft.state(), input.step())
        .ifPresent(
            subtask ->
                Failing.fail(
                    draft,
                    subtask.id(),
                    input.reason(),
                    input.retryable() ? "model_error" : "model_refused",
                    0));
  }

  private static Optional<SubtaskState> thinking(TaskState state, StepId step) {
    return state.subtasks().values().stream()
        .filter(
            subtask ->
                subtask.phase() instanceof Phase.Thinking thinking
                    && subtask.turnStep(thinking.turn()).equals(step))
        .findFirst();
  }

  private static void toolFinished(Draft draft, Input.ToolFinished input) {
    for (var subtask : draft.state().subtasks().values()) {
      if (subtask.phase() instanceof Phase.Calling calling) {
        calling.calls().stream()
            .filter(call -> call.step().equals(input.step()))
            .filter(call -> call.status() == Call.Status.STARTED)
            .findFirst()
            .ifPresent(
                call ->
                    draft.record(
                        new ToolCallCompleted(
                            subtask.id(),
                            call.step(),
                            call.call().id(),
                            call.call().name(),
                            input.success(),
                            input.output(),
                            input.error(),
                            input.filesChanged(),
                            call.repeated(),
                            input.durationSeconds())));
      }
    }
  }

  private static void verdictArrived(Draft draft, Input.VerdictArrived input) {
    for (var subtask : draft.state().subtasks().values()) {
      if (subtask.phase() instanceof Phase.Judging judging
          && subtask.turnStep(judging.turn()).equals(input.step())) {
        draft.record(
            new VerificationCompleted(
                subtask.id(), subtask.attempt().number(), input.verdict(), input.usage()));
      }
    }
  }

  /// A timer counts only while the state still calls for the very same one.
  private void timerFired(Draft draft, Command.StartTimer timer) {
    if (!Outstanding.of(draft.state(), rules.execution()).contains(timer)) {
      return;
    }
    switch (timer.kind()) {
      case APPROVAL_EXPIRY -> Approvals.expired(draft, timer.subtaskId());
      case ATTEMPT_LIMIT ->
          Failing.fail(
              draft,
              timer.subtaskId(),
              "The attempt took longer than execution.subtask_timeout_seconds ("
                  + rules.execution().subtaskTimeoutSeconds()
                  + " s).",
              "timeout",
              0);
    }
  }
}
