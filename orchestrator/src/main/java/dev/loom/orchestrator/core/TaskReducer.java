package dev.loom.orchestrator.core;

import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.BudgetAnswered;
import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.event.TaskEvent.ChangesUndone;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import dev.loom.contracts.event.TaskEvent.ModelWaiting;
import dev.loom.contracts.event.TaskEvent.QuestionAnswered;
import dev.loom.contracts.event.TaskEvent.QuestionAsked;
import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.event.TaskEvent.SubtaskRetrying;
import dev.loom.contracts.event.TaskEvent.SubtaskSkipped;
import dev.loom.contracts.event.TaskEvent.SubtaskStarted;
import dev.loom.contracts.event.TaskEvent.TaskCancelled;
import dev.loom.contracts.event.TaskEvent.TaskCompleted;
import dev.loom.contracts.event.TaskEvent.TaskExecuting;
import dev.loom.contracts.event.TaskEvent.TaskFailed;
import dev.loom.contracts.event.TaskEvent.TaskFeedback;
import dev.loom.contracts.event.TaskEvent.TaskPaused;
import dev.loom.contracts.event.TaskEvent.TaskPlanReady;
import dev.loom.contracts.event.TaskEvent.TaskPlanRejected;
import dev.loom.contracts.event.TaskEvent.TaskPlanning;
import dev.loom.contracts.event.TaskEvent.TaskRecovered;
import dev.loom.contracts.event.TaskEvent.TaskReplanning;
import dev.loom.contracts.event.TaskEvent.TaskResumed;
import dev.loom.contracts.event.TaskEvent.TaskSteered;
import dev.loom.contracts.event.TaskEvent.TaskSubmitted;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.event.TaskEvent.ToolCallStarted;
import dev.loom.contracts.event.TaskEvent.VerificationCompleted;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.loop.Attempt;
import dev.loom.orchestrator.loop.AttemptReducer;
import dev.loom.orchestrator.loop.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Reduces events to a task's state. Pure: the same events give the same state under every
/// configuration.
public final class TaskReducer {
  private TaskReducer() {}

  /// Replays a journal.
  ///
  /// @param events all events from the first one, without a gap
  public static TaskState replay(List<SequencedEvent> events) {
    return replay(TaskState.NONE, events);
  }

  /// Continues a replay.
  ///
  /// @param events all further events, without a gap
  public static TaskState replay(TaskState before, List<SequencedEvent> events) {
    var state = before;
    for (var event : events) {
      if (event.seq() != state.lastSeq() + 1) {
        throw new IllegalStateException(
            "event " + event.seq() + " follows " + state.lastSeq() + ": the journal has a gap");
      }
      state = reduce(state, event.event(), event.at());
    }
    return state;
  }

  /// Returns the state after one more event.
  public static TaskState reduce(TaskState before, TaskEvent.Recorded event, Instant at) {
    var state = deriveStatus(endOutage(apply(before.nextEvent(at), event, at), event, at));
    // The time between a crash and the recovery does not count as working time.
    var until = event instanceof TaskRecovered ? before.timeline().lastAt() : at;
    var budget = state.budgetState();
    return switch (state.status()) {
      case PLANNING, EXECUTING ->
          state.with(
              (event instanceof TaskRecovered ? budget.withWorking(false, until) : budget)
                  .withWorking(true, at));
      case PENDING, WAITING_APPROVAL, PAUSED, COMPLETED, FAILED, CANCELLED ->
          state.with(budget.withWorking(false, until));
    };
  }

  private static TaskState apply(TaskState state, TaskEvent.Recorded event, Instant at) {
    return switch (event) {
      case TaskSubmitted e ->
          state
              .submitted(e.task())
              .with(state.planState().with(e.retry()))
              .with(state.userInput().with(e.settings()));
      case TaskPlanning e -> state.planning(state.planRequest().withRound(1, e.round()));
      case TaskReplanning e ->
          state.planning(state.planRequest().withRound(e.version(), e.round()));
      case TaskPlanRejected e ->
          state.planning(new PlanRequest(0, 0, e.reasons(), e.answer())).plusUsage(e.usage());
      case TaskPlanReady e -> onPlanReady(state, e).plusUsage(e.usage());
      case TaskExecuting e -> state.with(TaskStatus.EXECUTING);
      case TaskRecovered e ->
          state
              .recovered(e.crashes())
              .changeAll(
                  each -> restartClock(each.with(each.attempt().inDoubt(e.stepsInDoubt())), at));
      case TaskPaused e -> state.with(TaskStatus.PAUSED);
      case TaskResumed e -> onResumed(state, at);
      case ModelWaiting e -> state.with(state.modelOutage().reported(e, at));
      case TaskSteered e -> onSteered(state, e.instruction());
      case BudgetExhausted e -> onBudgetExhausted(state, e);
      case BudgetAnswered e -> onBudgetAnswered(state, e, at);
      case TaskCompleted e ->
          state.ended(TaskStatus.COMPLETED, new TaskState.Outcome(at, "", e.summary()));
      case TaskFailed e ->
          state.ended(TaskStatus.FAILED, new TaskState.Outcome(at, e.error(), e.summary()));
      case TaskCancelled e -> onCancelled(state, "Cancelled: " + e.reason(), at);
      case TaskFeedback e -> state.with(state.userInput().plus(e.feedback()));
      case ChangesUndone e -> state;
      case SubtaskStarted e ->
          change(state, e, subtask -> subtask.start(e.attempt(), e.modelTier(), at));
      case ModelTurnCompleted e ->
          changeAttempt(state, e, each -> AttemptReducer.reduce(each, e, state.isBudgetExhausted()))
              .with(state.budgetState().plusTurn(e.usage()));
      case ToolCallStarted e ->
          changeAttempt(state, e, each -> AttemptReducer.reduce(each, e))
              .with(state.budgetState().plusToolCall());
      case ToolCallCompleted e ->
          change(
              state,
              e,
              each ->
                  each.afterToolCall(
                      AttemptReducer.reduce(each.attempt(), e, state.isBudgetExhausted()),
                      e.result()));
      case VerificationCompleted e ->
          change(state, e, each -> each.with(new Review(Optional.of(e.verdict()), false)))
              .plusUsage(e.usage());
      case SubtaskCompleted e -> change(state, e, each -> each.completed(e));
      case SubtaskFailed e -> change(state, e, each -> each.failed(e));
      case SubtaskRetrying e -> change(state, e, each -> each.retry(e.escalatedTier()));
      case SubtaskSkipped e -> change(state, e, each -> each.skipped(e.reason()));
      case ApprovalRequested e -> change(state, e, each -> onApprovalRequested(each, e));
      case ApprovalReceived e -> change(state, e, each -> onApprovalReceived(each, e, at));
      case QuestionAsked e -> change(state, e, each -> onQuestionAsked(each, e));
      case QuestionAnswered e ->
          change(state, e, each -> each.resumedAt(at, each.attempt(), each.review()));
    };
  }

  /// Keeps completed subtasks. Other subtasks start anew, but continue their attempt numbers, so
  /// that step ids stay unique.
  private static TaskState onPlanReady(TaskState state, TaskPlanReady event) {
    var subtasks = new LinkedHashMap<SubtaskId, SubtaskState>();
    var dependencies = Dependencies.resolve(event.plan());
    for (var subtask : event.plan().subtasks()) {
      var id = subtask.id();
      subtasks.put(
          id,
          state
              .subtask(id)
              .filter(previous -> previous.status() == SubtaskStatus.COMPLETED)
              .orElseGet(
                  () ->
                      SubtaskState.pending(subtask, dependencies.get(id), attemptsOf(state, id))));
    }
    var replaced = new ArrayList<>(state.planState().replaced());
    state.subtasks().values().stream()
        .filter(each -> subtasks.get(each.id()) != each)
        .forEach(replaced::add);
    return state.with(
        new PlanState(
            PlanRequest.NONE,
            Optional.of(event.plan()),
            subtasks,
            replaced,
            state.planState().retry()));
  }

  private static int attemptsOf(TaskState state, SubtaskId id) {
    return state
        .allSubtasks()
        .filter(each -> each.id().equals(id))
        .mapToInt(each -> each.attempt().number())
        .max()
        .orElse(0);
  }

  /// The time of a pause or restart does not count against an attempt's time limit.
  private static SubtaskState restartClock(SubtaskState subtask, Instant at) {
    return subtask.status() == SubtaskStatus.RUNNING
        ? subtask.with(subtask.attempt().activeSince(at))
        : subtask;
  }

  /// An outage ends with the next answer of a model. The wait does not count against the time limit
  /// of an attempt.
  private static TaskState endOutage(TaskState state, TaskEvent event, Instant at) {
    return switch (event) {
      case ModelTurnCompleted _,
          TaskPlanReady _,
          TaskPlanRejected _,
          VerificationCompleted _,
          TaskRecovered _,
          TaskResumed _ ->
          state.modelOutage().isPresent()
              ? state.with(state.modelOutage().ended()).changeAll(each -> restartClock(each, at))
              : state;
      default -> state;
    };
  }

  private static TaskState onResumed(TaskState state, Instant at) {
    var status =
        state.planRequest().isOpen()
            ? TaskStatus.PLANNING
            : state.plan().isPresent() ? TaskStatus.EXECUTING : TaskStatus.PENDING;
    return state.with(status).changeAll(each -> restartClock(each, at));
  }

  private static TaskState onSteered(TaskState state, String instruction) {
    return state
        .with(state.userInput().plus(instruction))
        .changeAll(
            subtask ->
                switch (subtask.status()) {
                  case RUNNING, WAITING_APPROVAL ->
                      subtask.with(subtask.attempt().plusInstruction(instruction));
                  // A later attempt gets it with its first prompt.
                  case PENDING, COMPLETED, FAILED, SKIPPED -> subtask;
                });
  }

  private static TaskState onBudgetExhausted(TaskState state, BudgetExhausted event) {
    return state
        .with(state.budgetState().withQuestion(event))
        .changeAll(
            each ->
                event.heldSubtaskIds().contains(each.id())
                    ? each.with(each.attempt().held())
                    : each);
  }

  private static TaskState onBudgetAnswered(TaskState state, BudgetAnswered event, Instant at) {
    return switch (event.choice()) {
      case RAISE ->
          state
              .with(state.budgetState().withRaisedBudget(event.budget()))
              .changeAll(each -> restartClock(each.with(each.attempt().released()), at));
      case FINISH, STOP -> state.with(state.budgetState().withFinishing());
    };
  }

  private static TaskState onCancelled(TaskState state, String reason, Instant at) {
    return state
        .changeAll(each -> each.status().isFinished() ? each : each.skipped(reason))
        .ended(TaskStatus.CANCELLED, new TaskState.Outcome(at, reason, ""));
  }

  private static SubtaskState onApprovalRequested(SubtaskState subtask, ApprovalRequested event) {
    var pending =
        new PendingDecision.Approval(
            event.stepId().value(),
            event.subtaskId(),
            event.reason(),
            event.proposedAction(),
            event.riskLevel(),
            event.actionHash(),
            event.expiresAt());
    return subtask.awaitDecision(
        subtask.phase() instanceof Phase.Answered
            ? subtask.attempt()
            : AttemptReducer.reduce(subtask.attempt(), event),
        pending);
  }

  private static SubtaskState onApprovalReceived(
      SubtaskState subtask, ApprovalReceived event, Instant at) {
    return subtask.phase() instanceof Phase.Answered
        ? subtask.resumedAt(
            at, subtask.attempt(), new Review(subtask.review().verdict(), event.approved()))
        : subtask.resumedAt(at, AttemptReducer.reduce(subtask.attempt(), event), subtask.review());
  }

  private static SubtaskState onQuestionAsked(SubtaskState subtask, QuestionAsked event) {
    return subtask.awaitDecision(
        AttemptReducer.reduce(subtask.attempt(), event),
        new PendingDecision.Question(
            event.questionId(),
            event.subtaskId(),
            event.question(),
            event.options(),
            event.expiresAt()));
  }

  private static TaskState change(
      TaskState state, TaskEvent.SubtaskEvent event, UnaryOperator<SubtaskState> change) {
    var id = event.subtaskId();
    var subtask =
        state
            .subtask(id)
            .orElseThrow(() -> new IllegalStateException("event of an unknown subtask: " + id));
    return state.with(change.apply(subtask));
  }

  private static TaskState changeAttempt(
      TaskState state, TaskEvent.SubtaskEvent event, UnaryOperator<Attempt> change) {
    return change(state, event, subtask -> subtask.with(change.apply(subtask.attempt())));
  }

  /// A task waits for the user if a decision is pending and none of its work runs.
  private static TaskState deriveStatus(TaskState state) {
    return switch (state.status()) {
      case EXECUTING, WAITING_APPROVAL -> {
        var isWaiting =
            (state.isAwaitingBudgetDecision() || state.count(SubtaskStatus.WAITING_APPROVAL) > 0)
                && state.subtasks().values().stream().noneMatch(SubtaskState::isActive);
        yield state.with(isWaiting ? TaskStatus.WAITING_APPROVAL : TaskStatus.EXECUTING);
      }
      case PENDING, PLANNING, PAUSED, COMPLETED, FAILED, CANCELLED -> state;
    };
  }
}
