package dev.loom.orchestrator.core;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.BudgetAnswered;
import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.event.TaskEvent.ChangesUndone;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
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
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.loop.FinishedCall;
import dev.loom.orchestrator.loop.Phase;
import dev.loom.orchestrator.loop.ToolCallState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/// Reduces events to a task's state. Pure: the same events give the same state under every
/// configuration.
public final class TaskReducer {
  private TaskReducer() {}

  /// Replays a journal.
  ///
  /// @param events all events from the first one, without a gap
  public static TaskState replay(List<SequencedEvent> events) {
    var state = TaskState.NONE;
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
    var state = deriveStatus(apply(before.nextEvent(at), event, at));
    // The time between a crash and the recovery does not count as working time.
    var until = event instanceof TaskRecovered ? before.lastAt() : at;
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
      case TaskSubmitted e -> state.submitted(e.task(), at);
      case TaskPlanning e -> state.planning(state.planRequest().withRound(1, e.round()));
      case TaskReplanning e ->
          state.planning(state.planRequest().withRound(e.version(), e.round()));
      case TaskPlanRejected e ->
          state.planning(new PlanRequest(0, 0, e.reasons(), e.answer())).plusUsage(e.usage());
      case TaskPlanReady e -> onPlanReady(state, e).plusUsage(e.usage());
      case TaskExecuting e -> state.with(TaskStatus.EXECUTING);
      case TaskRecovered e -> onRecovered(state, e.stepsInDoubt(), at);
      case TaskPaused e -> state.with(TaskStatus.PAUSED);
      case TaskResumed e -> onResumed(state, at);
      case TaskSteered e -> onSteered(state, e.instruction());
      case BudgetExhausted e -> onBudgetExhausted(state, e);
      case BudgetAnswered e -> onBudgetAnswered(state, e, at);
      case TaskCompleted e ->
          state.ended(TaskStatus.COMPLETED, new TaskOutcome(at, "", e.summary()));
      case TaskFailed e ->
          state.ended(TaskStatus.FAILED, new TaskOutcome(at, e.error(), e.summary()));
      case TaskCancelled e -> onCancelled(state, e.reason(), at);
      case TaskFeedback e -> state.withFeedback(e.feedback());
      case ChangesUndone e -> state;
      case SubtaskStarted e ->
          change(state, e.subtaskId(), each -> each.start(e.attempt(), e.modelTier(), at));
      case ModelTurnCompleted e ->
          change(state, e.subtaskId(), each -> onModelTurn(each, e, state.isBudgetExhausted()))
              .with(state.budgetState().plusTurn(e.usage()));
      case ToolCallStarted e ->
          changeCall(state, e.subtaskId(), e.stepId(), call -> call.started(e.onCrash()))
              .with(state.budgetState().plusToolCall());
      case ToolCallCompleted e ->
          change(
              state,
              e.subtaskId(),
              each -> onToolCallCompleted(each, e, state.isBudgetExhausted()));
      case VerificationCompleted e ->
          change(
                  state,
                  e.subtaskId(),
                  each -> each.with(new Phase.Verified(turnOf(each.phase()), e.verdict(), false)))
              .plusUsage(e.usage());
      case SubtaskCompleted e -> change(state, e.subtaskId(), each -> each.completed(e));
      case SubtaskFailed e -> change(state, e.subtaskId(), each -> each.failed(e));
      case SubtaskRetrying e -> change(state, e.subtaskId(), each -> each.retry(e.escalatedTier()));
      case SubtaskSkipped e -> change(state, e.subtaskId(), each -> each.skipped(e.reason()));
      case ApprovalRequested e ->
          change(state, e.subtaskId(), each -> onApprovalRequested(each, e));
      case ApprovalReceived e ->
          change(state, e.subtaskId(), each -> onApprovalReceived(each, e, at));
      case QuestionAsked e -> change(state, e.subtaskId(), each -> onQuestionAsked(each, e));
      case QuestionAnswered e ->
          change(state, e.subtaskId(), each -> each.resumedAt(at, each.phase()));
    };
  }

  /// Keeps completed subtasks. Other subtasks start anew, but continue their attempt numbers, so
  /// that step ids stay unique.
  private static TaskState onPlanReady(TaskState state, TaskPlanReady event) {
    var subtasks = new LinkedHashMap<SubtaskId, SubtaskState>();
    var dependencies = Dependencies.resolve(event.plan());
    for (var subtask : event.plan().subtasks()) {
      var previous = state.subtasks().get(subtask.id());
      var isCompleted = previous != null && previous.status() == SubtaskStatus.COMPLETED;
      subtasks.put(
          subtask.id(),
          isCompleted
              ? previous
              : SubtaskState.pending(
                  subtask, dependencies.get(subtask.id()), attemptsOf(state, subtask.id())));
    }
    var replaced =
        state.subtasks().values().stream().filter(each -> subtasks.get(each.id()) != each).toList();
    return state.planned(event.plan(), subtasks, replaced);
  }

  private static int attemptsOf(TaskState state, SubtaskId id) {
    return state
        .allSubtasks()
        .filter(each -> each.id().equals(id))
        .mapToInt(each -> each.attempt().number())
        .max()
        .orElse(0);
  }

  private static TaskState onRecovered(TaskState state, List<StepId> inDoubt, Instant at) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll(
        (id, subtask) ->
            restartClock(
                subtask.phase() instanceof Phase.RunningTools running
                    ? subtask.with(markInDoubt(running, inDoubt))
                    : subtask,
                at));
    return state.with(state.status(), subtasks);
  }

  private static Phase.RunningTools markInDoubt(Phase.RunningTools running, List<StepId> inDoubt) {
    return new Phase.RunningTools(
        running.turn(),
        running.calls().stream()
            .map(call -> inDoubt.contains(call.step()) ? call.inDoubt() : call)
            .toList());
  }

  /// The time of a pause or restart does not count against an attempt's time limit.
  private static SubtaskState restartClock(SubtaskState subtask, Instant at) {
    return subtask.status() == SubtaskStatus.RUNNING
        ? subtask.with(subtask.attempt().activeSince(at))
        : subtask;
  }

  private static TaskState onResumed(TaskState state, Instant at) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll((id, subtask) -> restartClock(subtask, at));
    var status =
        state.planRequest().isOpen()
            ? TaskStatus.PLANNING
            : state.plan().isPresent() ? TaskStatus.EXECUTING : TaskStatus.PENDING;
    return state.with(status, subtasks);
  }

  private static TaskState onSteered(TaskState state, String instruction) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll(
        (id, subtask) ->
            switch (subtask.status()) {
              case RUNNING, WAITING_APPROVAL ->
                  subtask.with(subtask.attempt().withInstruction(instruction));
              // A later attempt gets it with its first prompt.
              case PENDING, COMPLETED, FAILED, SKIPPED -> subtask;
            });
    return state.with(state.status(), subtasks).withInstruction(instruction);
  }

  private static TaskState onBudgetExhausted(TaskState state, BudgetExhausted event) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    for (var id : event.heldSubtaskIds()) {
      subtasks.computeIfPresent(
          id,
          (key, subtask) ->
              subtask.phase() instanceof Phase.AwaitingModel awaiting
                  ? subtask.with(new Phase.AwaitingBudget(awaiting.turn()))
                  : subtask);
    }
    return state.with(state.status(), subtasks).with(state.budgetState().withQuestion(event));
  }

  private static TaskState onBudgetAnswered(TaskState state, BudgetAnswered event, Instant at) {
    return switch (event.choice()) {
      case RAISE -> {
        var subtasks = new LinkedHashMap<>(state.subtasks());
        subtasks.replaceAll(
            (id, subtask) ->
                restartClock(
                    subtask.phase() instanceof Phase.AwaitingBudget awaiting
                        ? subtask.with(new Phase.AwaitingModel(awaiting.turn()))
                        : subtask,
                    at));
        yield state
            .with(state.status(), subtasks)
            .with(state.budgetState().withRaisedBudget(event.budget()));
      }
      case FINISH, STOP -> state.with(state.budgetState().withFinishing());
    };
  }

  private static TaskState onCancelled(TaskState state, String reason, Instant at) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll(
        (id, subtask) ->
            subtask.status().isFinished() ? subtask : subtask.skipped("Cancelled: " + reason));
    return state
        .with(TaskStatus.CANCELLED, subtasks)
        .ended(TaskStatus.CANCELLED, new TaskOutcome(at, "Cancelled: " + reason, ""));
  }

  private static SubtaskState onModelTurn(
      SubtaskState subtask, ModelTurnCompleted event, boolean isBudgetExhausted) {
    var calls = new ArrayList<ToolCallState>();
    for (ToolCall call : event.toolCalls()) {
      calls.add(
          ToolCallState.planned(
              StepId.turn(subtask.id(), event.attempt(), event.turn()).call(calls.size() + 1),
              call));
    }
    return subtask.with(subtask.attempt().afterModelTurn(event, calls, isBudgetExhausted));
  }

  private static SubtaskState onToolCallCompleted(
      SubtaskState subtask, ToolCallCompleted event, boolean isBudgetExhausted) {
    if (!(subtask.phase() instanceof Phase.RunningTools running)) {
      throw new IllegalStateException(
          event.stepId() + " was completed, but its subtask runs no tool calls");
    }
    var result = event.result();
    var text = result.success() ? result.output() : failureText(result);
    var output =
        new Message.ToolOutput(
            event.callId(), event.tool(), text, !result.success(), result.data(), result.content());
    var after = replace(running, event.stepId(), call -> call.done(output));
    var args =
        running.calls().stream()
            .filter(call -> call.step().equals(event.stepId()))
            .findFirst()
            .orElseThrow()
            .toolCall()
            .arguments();
    var finished =
        new FinishedCall(
            event.stepId(),
            event.tool(),
            args,
            result.success(),
            text,
            !result.filesChanged().isEmpty());
    return subtask.afterToolCall(
        subtask.attempt().afterToolCall(finished, after, isBudgetExhausted), result.filesChanged());
  }

  private static String failureText(ToolResult result) {
    return result.output().isEmpty() ? result.error() : result.error() + "\n" + result.output();
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
    return switch (subtask.phase()) {
      case Phase.RunningTools running ->
          subtask.awaitDecision(
              replace(running, event.stepId(), call -> call.awaitingApproval(event.expiresAt())),
              pending);
      case Phase.Verified verified ->
          subtask.awaitDecision(
              new Phase.AwaitingApproval(verified.turn(), verified.verdict(), event.expiresAt()),
              pending);
      case Phase.Idle p -> throw unexpected(event);
      case Phase.AwaitingBudget p -> throw unexpected(event);
      case Phase.AwaitingModel p -> throw unexpected(event);
      case Phase.Verifying p -> throw unexpected(event);
      case Phase.AwaitingApproval p -> throw unexpected(event);
    };
  }

  private static SubtaskState onApprovalReceived(
      SubtaskState subtask, ApprovalReceived event, Instant at) {
    return switch (subtask.phase()) {
      case Phase.RunningTools running ->
          subtask.resumedAt(
              at,
              event.approved()
                  ? replace(running, event.stepId(), ToolCallState::approved)
                  : running);
      case Phase.AwaitingApproval awaiting ->
          subtask.resumedAt(
              at, new Phase.Verified(awaiting.turn(), awaiting.verdict(), event.approved()));
      case Phase.Idle p -> throw unexpected(event);
      case Phase.AwaitingBudget p -> throw unexpected(event);
      case Phase.AwaitingModel p -> throw unexpected(event);
      case Phase.Verifying p -> throw unexpected(event);
      case Phase.Verified p -> throw unexpected(event);
    };
  }

  private static SubtaskState onQuestionAsked(SubtaskState subtask, QuestionAsked event) {
    if (!(subtask.phase() instanceof Phase.RunningTools running)) {
      throw unexpected(event);
    }
    return subtask.awaitDecision(
        replace(running, event.stepId(), call -> call.awaitingAnswer(event.expiresAt())),
        new PendingDecision.Question(
            event.questionId(),
            event.subtaskId(),
            event.question(),
            event.options(),
            event.expiresAt()));
  }

  private static IllegalStateException unexpected(TaskEvent event) {
    return new IllegalStateException(event.type() + " does not fit the subtask's phase");
  }

  private static int turnOf(Phase phase) {
    return switch (phase) {
      case Phase.Idle p -> 0;
      case Phase.AwaitingBudget p -> p.turn();
      case Phase.AwaitingModel p -> p.turn();
      case Phase.RunningTools p -> p.turn();
      case Phase.Verifying p -> p.turn();
      case Phase.Verified p -> p.turn();
      case Phase.AwaitingApproval p -> p.turn();
    };
  }

  private static TaskState change(
      TaskState state, SubtaskId id, UnaryOperator<SubtaskState> change) {
    var subtask =
        state
            .subtask(id)
            .orElseThrow(() -> new IllegalStateException("event of an unknown subtask: " + id));
    return state.with(change.apply(subtask));
  }

  private static TaskState changeCall(
      TaskState state, SubtaskId id, StepId step, UnaryOperator<ToolCallState> change) {
    return change(
        state,
        id,
        subtask ->
            subtask.phase() instanceof Phase.RunningTools running
                ? subtask.with(replace(running, step, change))
                : subtask);
  }

  private static Phase.RunningTools replace(
      Phase.RunningTools running, StepId step, UnaryOperator<ToolCallState> change) {
    return new Phase.RunningTools(
        running.turn(),
        running.calls().stream()
            .map(call -> call.step().equals(step) ? change.apply(call) : call)
            .toList());
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
