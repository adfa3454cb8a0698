package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.event.TaskEvent.VerificationCompleted;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides which events follow from an input. The front door of the core.
///
/// An input is first written down as what it is; then [Settling] draws every conclusion that the
/// new state allows, until there is none left.
public final class TaskCore {
  private final Rules rules;
  private final Plans plans;
  private final Budgets budgets;
  private final Questions questions;
  private final Settling settling;

  public TaskCore(Rules rules) {
    this.rules = rules;
    this.plans = new Plans(rules);
    this.budgets = new Budgets(rules);
    this.questions = new Questions(rules, budgets);
    this.settling = new Settling(rules, plans, budgets, questions);
  }

  /// @param now the time of the events
  /// @return no events when the input changes nothing: it came too late, or to the wrong state
  public Decision decide(TaskState state, Input input, Instant now) {
    var draft = new Draft(state, now);
    if (!state.status().isFinished() || isForFinished(input)) {
      take(draft, input);
      if (draft.size() > 0) {
        settling.settle(draft);
      }
    }
    return draft.decision();
  }

  private static boolean isForFinished(Input input) {
    return input instanceof Input.FeedbackGiven || input instanceof Input.Undone;
  }

  private void take(Draft draft, Input input) {
    switch (input) {
      case Input.Submitted i -> submitted(draft, i);
      case Input.Begun i -> plans.begin(draft);
      case Input.Recovered i -> recovered(draft);
      case Input.PlanArrived i -> plans.arrived(draft, i);
      case Input.PlanFailed i -> plans.failed(draft, i);
      case Input.TurnArrived i -> turnArrived(draft, i);
      case Input.TurnFailed i -> turnFailed(draft, i);
      case Input.ToolFinished i -> toolFinished(draft, i);
      case Input.VerdictArrived i -> verdictArrived(draft, i);
      case Input.Answered i -> Approvals.answered(draft, i);
      case Input.QuestionAnswered i -> questions.answered(draft, i);
      case Input.Steered i -> Controls.steered(draft, i);
      case Input.Paused i -> Controls.paused(draft, i);
      case Input.Resumed i -> Controls.resumed(draft);
      case Input.Cancelled i -> Endings.cancelled(draft, i.reason());
      case Input.FeedbackGiven i -> Controls.rated(draft, i);
      case Input.Undone i -> Controls.undone(draft, i);
      case Input.Broken i -> Endings.failed(draft, i.reason(), "internal");
      case Input.TimerFired i -> timerFired(draft, i.timer());
    }
  }

  private static void submitted(Draft draft, Input.Submitted input) {
    if (draft.state().spec().isEmpty()) {
      draft.record(new TaskEvent.TaskSubmitted(input.spec()));
    }
  }

  private void recovered(Draft draft) {
    if (draft.state().lastSeq() == 1) {
      plans.begin(draft);
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
    draft.record(new TaskEvent.TaskRecovered(inDoubt.stream().map(Call::step).toList()));
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
                      input.usage(),
                      input.passedOver(),
                      input.continuation()));
              var after = draft.state().subtask(subtask.id()).orElseThrow();
              if (after.phase() instanceof Phase.Judging) {
                lastWord(draft, after.id(), input);
              }
            });
  }

  /// An answer that is none fails the attempt before anybody judges it.
  private static void lastWord(Draft draft, SubtaskId id, Input.TurnArrived input) {
    switch (input.stop()) {
      case DONE ->
          BlockedAnswer.reason(input.text())
              .ifPresent(reason -> Failing.fail(draft, id, reason, Failing.BLOCKED, 0));
      case REFUSAL ->
          Failing.fail(
              draft, id, "The model declined to answer. " + input.text(), Failing.BLOCKED, 0);
      case LENGTH ->
          Failing.fail(
              draft,
              id,
              "The answer was cut at the model's limit (max_tokens of its model).",
              Failing.ANSWER_CUT,
              0);
    }
  }

  private static void turnFailed(Draft draft, Input.TurnFailed input) {
    thinking(draft.state(), input.step())
        .ifPresent(
            subtask ->
                Failing.fail(
                    draft,
                    subtask.id(),
                    input.reason(),
                    input.retryable() ? Failing.MODEL_ERROR : Failing.MODEL_REFUSED,
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
      case APPROVAL_EXPIRY -> Approvals.expired(draft, timer.what());
      case QUESTION_EXPIRY -> questions.expired(draft, timer.what());
      case BUDGET_EXPIRY ->
          budgets.expired(draft, draft.state().spending().exhausted().orElseThrow());
      case BUDGET_TIME -> budgets.timeIsUp(draft);
      case ATTEMPT_LIMIT -> attemptTooLong(draft, timer.what());
    }
  }

  private void attemptTooLong(Draft draft, String attempt) {
    draft.state().subtasks().values().stream()
        .filter(subtask -> subtask.turnStep(0).value().equals(attempt))
        .findFirst()
        .ifPresent(
            subtask ->
                Failing.fail(
                    draft,
                    subtask.id(),
                    "The attempt took longer than execution.subtask_timeout_seconds ("
                        + rules.execution().subtaskTimeoutSeconds()
                        + " s).",
                    Failing.TIMEOUT,
                    0));
  }
}
