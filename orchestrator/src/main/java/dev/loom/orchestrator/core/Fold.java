package dev.loom.orchestrator.core;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.event.RecordedEvent;
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
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.PendingDecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What a task's state is after an event. Decides nothing: the same events always fold to the same
/// state, whatever the configuration.
public final class Fold {
  private Fold() {}

  /// The state after everything that is past.
  ///
  /// @param events from the first one, without a gap
  public static TaskState of(List<RecordedEvent> events) {
    var state = TaskState.NONE;
    for (var past : events) {
      if (past.seq() != state.lastSeq() + 1) {
        throw new IllegalStateException(
            "event " + past.seq() + " follows " + state.lastSeq() + ": the journal has a gap");
      }
      state = apply(state, past.event(), past.at());
    }
    return state;
  }

  /// The state after one more event.
  public static TaskState apply(TaskState before, TaskEvent.Recorded event, Instant at) {
    var state = settleStatus(after(before.next(at), event, at));
    // The time from the last sign of life of an engine that died to the next one's first does not
    // count as work.
    var until = event instanceof TaskRecovered ? before.lastAt() : at;
    var spending = state.spending();
    return switch (state.status()) {
      case PLANNING, EXECUTING ->
          state.with(
              (event instanceof TaskRecovered ? spending.working(false, until) : spending)
                  .working(true, at));
      case PENDING, WAITING_APPROVAL, PAUSED, COMPLETED, FAILED, CANCELLED ->
          state.with(spending.working(false, until));
    };
  }

  private static TaskState after(TaskState state, TaskEvent.Recorded event, Instant at) {
    return switch (event) {
      case TaskSubmitted e -> state.submitted(e.task(), at);
      case TaskPlanning e -> state.planning(state.question().asked(1, e.round()));
      case TaskReplanning e -> state.planning(state.question().asked(e.version(), e.round()));
      case TaskPlanRejected e ->
          state.planning(new PlanQuestion(0, 0, e.reasons(), e.answer())).used(e.usage());
      case TaskPlanReady e -> planned(state, e).used(e.usage());
      case TaskExecuting e -> state.with(TaskStatus.EXECUTING);
      case TaskRecovered e -> recovered(state, e.stepsInDoubt(), at);
      case TaskPaused e -> state.with(TaskStatus.PAUSED);
      case TaskResumed e -> resumed(state, at);
      case TaskSteered e -> steered(state, e.instruction());
      case BudgetExhausted e -> exhausted(state, e);
      case BudgetAnswered e -> budgetAnswered(state, e, at);
      case TaskCompleted e -> state.ended(TaskStatus.COMPLETED, new Ending(at, "", e.summary()));
      case TaskFailed e -> state.ended(TaskStatus.FAILED, new Ending(at, e.error(), e.summary()));
      case TaskCancelled e -> cancelled(state, e.reason(), at);
      case TaskFeedback e -> state.rated(e.feedback());
      case ChangesUndone e -> state;
      case SubtaskStarted e ->
          change(state, e.subtaskId(), each -> each.start(e.attempt(), e.modelTier(), at));
      case ModelTurnCompleted e ->
          change(state, e.subtaskId(), each -> turned(each, e, state.isHolding()))
              .with(state.spending().turned(e.usage()));
      case ToolCallStarted e ->
          changeCall(state, e.subtaskId(), e.stepId(), call -> call.started(e.onCrash()))
              .with(state.spending().called());
      case ToolCallCompleted e ->
          change(state, e.subtaskId(), each -> called(each, e, state.isHolding()));
      case VerificationCompleted e ->
          change(
                  state,
                  e.subtaskId(),
                  each -> each.with(new Phase.Judged(turnOf(each.phase()), e.verdict(), false)))
              .used(e.usage());
      case SubtaskCompleted e -> change(state, e.subtaskId(), each -> each.completed(e));
      case SubtaskFailed e -> change(state, e.subtaskId(), each -> each.failed(e));
      case SubtaskRetrying e -> change(state, e.subtaskId(), each -> each.retry(e.escalatedTier()));
      case SubtaskSkipped e -> change(state, e.subtaskId(), each -> each.skipped(e.reason()));
      case ApprovalRequested e -> change(state, e.subtaskId(), each -> asked(each, e));
      case ApprovalReceived e -> change(state, e.subtaskId(), each -> answered(each, e, at));
      case QuestionAsked e -> change(state, e.subtaskId(), each -> questioned(each, e));
      case QuestionAnswered e ->
          change(state, e.subtaskId(), each -> each.resumedAt(at, each.phase()));
    };
  }

  /// What is completed stays. Of what the new plan names again, the attempts go on counting, so
  /// that no step has the name of an earlier one.
  private static TaskState planned(TaskState state, TaskPlanReady event) {
    var subtasks = new LinkedHashMap<SubtaskId, SubtaskState>();
    var needs = Dependencies.of(event.plan());
    for (var subtask : event.plan().subtasks()) {
      var known = state.subtasks().get(subtask.id());
      var done = known != null && known.status() == SubtaskStatus.COMPLETED;
      subtasks.put(
          subtask.id(),
          done
              ? known
              : SubtaskState.pending(
                  subtask, needs.get(subtask.id()), attemptsOf(state, subtask.id())));
    }
    var replaced =
        state.subtasks().values().stream().filter(each -> subtasks.get(each.id()) != each).toList();
    return state.planned(event.plan(), subtasks, replaced);
  }

  private static int attemptsOf(TaskState state, SubtaskId id) {
    return state
        .everySubtask()
        .filter(each -> each.id().equals(id))
        .mapToInt(each -> each.attempt().number())
        .max()
        .orElse(0);
  }

  private static TaskState recovered(TaskState state, List<StepId> inDoubt, Instant at) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll(
        (id, subtask) ->
            restarted(
                subtask.phase() instanceof Phase.Calling calling
                    ? subtask.with(doubted(calling, inDoubt))
                    : subtask,
                at));
    return state.with(state.status(), subtasks);
  }

  private static Phase.Calling doubted(Phase.Calling calling, List<StepId> inDoubt) {
    return new Phase.Calling(
        calling.turn(),
        calling.calls().stream()
            .map(call -> inDoubt.contains(call.step()) ? call.inDoubt() : call)
            .toList());
  }

  /// The time that it stood still does not count against an attempt.
  private static SubtaskState restarted(SubtaskState subtask, Instant at) {
    return subtask.status() == SubtaskStatus.RUNNING
        ? subtask.with(subtask.attempt().activeSince(at))
        : subtask;
  }

  private static TaskState resumed(TaskState state, Instant at) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll((id, subtask) -> restarted(subtask, at));
    var status =
        state.question().isOpen()
            ? TaskStatus.PLANNING
            : state.plan().isPresent() ? TaskStatus.EXECUTING : TaskStatus.PENDING;
    return state.with(status, subtasks);
  }

  private static TaskState steered(TaskState state, String instruction) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll(
        (id, subtask) ->
            switch (subtask.status()) {
              case RUNNING, WAITING_APPROVAL -> subtask.with(subtask.attempt().told(instruction));
              // They hear it when they start.
              case PENDING, COMPLETED, FAILED, SKIPPED -> subtask;
            });
    return state.with(state.status(), subtasks).told(instruction);
  }

  private static TaskState exhausted(TaskState state, BudgetExhausted event) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    for (var id : event.heldSubtaskIds()) {
      subtasks.computeIfPresent(
          id,
          (same, subtask) ->
              subtask.phase() instanceof Phase.Thinking thinking
                  ? subtask.with(new Phase.Held(thinking.turn()))
                  : subtask);
    }
    return state.with(state.status(), subtasks).with(state.spending().asks(event));
  }

  private static TaskState budgetAnswered(TaskState state, BudgetAnswered event, Instant at) {
    return switch (event.choice()) {
      case RAISE -> {
        var subtasks = new LinkedHashMap<>(state.subtasks());
        subtasks.replaceAll(
            (id, subtask) ->
                restarted(
                    subtask.phase() instanceof Phase.Held held
                        ? subtask.with(new Phase.Thinking(held.turn()))
                        : subtask,
                    at));
        yield state.with(state.status(), subtasks).with(state.spending().raised(event.budget()));
      }
      case FINISH, STOP -> state.with(state.spending().finish());
    };
  }

  private static TaskState cancelled(TaskState state, String reason, Instant at) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll(
        (id, subtask) ->
            subtask.status().isFinished() ? subtask : subtask.skipped("Cancelled: " + reason));
    return state
        .with(TaskStatus.CANCELLED, subtasks)
        .ended(TaskStatus.CANCELLED, new Ending(at, "Cancelled: " + reason, ""));
  }

  private static SubtaskState turned(SubtaskState subtask, ModelTurnCompleted event, boolean held) {
    var calls = new ArrayList<Call>();
    for (ToolCall call : event.toolCalls()) {
      calls.add(
          Call.planned(
              StepId.turn(subtask.id(), event.attempt(), event.turn()).call(calls.size() + 1),
              call));
    }
    return subtask.with(subtask.attempt().said(event, calls, held));
  }

  private static SubtaskState called(SubtaskState subtask, ToolCallCompleted event, boolean held) {
    if (!(subtask.phase() instanceof Phase.Calling calling)) {
      throw new IllegalStateException(event.stepId() + " was completed outside its turn");
    }
    var text = event.success() ? event.output() : failureText(event);
    var output = new Message.ToolOutput(event.callId(), event.tool(), text, !event.success());
    var after = replace(calling, event.stepId(), call -> call.done(output));
    var args =
        calling.calls().stream()
            .filter(call -> call.step().equals(event.stepId()))
            .findFirst()
            .orElseThrow()
            .call()
            .arguments();
    var finished =
        new FinishedCall(
            event.stepId(),
            event.tool(),
            args,
            event.success(),
            text,
            !event.filesChanged().isEmpty());
    return subtask.called(subtask.attempt().called(finished, after, held), event.filesChanged());
  }

  private static String failureText(ToolCallCompleted event) {
    return event.output().isEmpty() ? event.error() : event.error() + "\n" + event.output();
  }

  private static SubtaskState asked(SubtaskState subtask, ApprovalRequested event) {
    var asks =
        new PendingDecision(
            PendingDecision.Kind.APPROVAL,
            event.stepId().value(),
            Optional.of(event.subtaskId()),
            event.reason(),
            event.proposedAction(),
            List.of(),
            Optional.of(event.riskLevel()),
            event.actionHash(),
            event.expiresAt());
    return switch (subtask.phase()) {
      case Phase.Calling calling ->
          subtask.waits(
              replace(calling, event.stepId(), call -> call.asked(event.expiresAt())), asks);
      case Phase.Judged judged ->
          subtask.waits(new Phase.Asking(judged.turn(), judged.verdict(), event.expiresAt()), asks);
      case Phase.Idle p -> throw misplaced(event);
      case Phase.Held p -> throw misplaced(event);
      case Phase.Thinking p -> throw misplaced(event);
      case Phase.Judging p -> throw misplaced(event);
      case Phase.Asking p -> throw misplaced(event);
    };
  }

  private static SubtaskState answered(SubtaskState subtask, ApprovalReceived event, Instant at) {
    return switch (subtask.phase()) {
      case Phase.Calling calling ->
          subtask.resumedAt(
              at, event.approved() ? replace(calling, event.stepId(), Call::approved) : calling);
      case Phase.Asking asking ->
          subtask.resumedAt(
              at, new Phase.Judged(asking.turn(), asking.verdict(), event.approved()));
      case Phase.Idle p -> throw misplaced(event);
      case Phase.Held p -> throw misplaced(event);
      case Phase.Thinking p -> throw misplaced(event);
      case Phase.Judging p -> throw misplaced(event);
      case Phase.Judged p -> throw misplaced(event);
    };
  }

  private static SubtaskState questioned(SubtaskState subtask, QuestionAsked event) {
    if (!(subtask.phase() instanceof Phase.Calling calling)) {
      throw misplaced(event);
    }
    return subtask.waits(
        replace(calling, event.stepId(), call -> call.questioned(event.expiresAt())),
        new PendingDecision(
            PendingDecision.Kind.QUESTION,
            event.questionId(),
            Optional.of(event.subtaskId()),
            event.question(),
            "",
            event.options(),
            Optional.empty(),
            "",
            event.expiresAt()));
  }

  private static IllegalStateException misplaced(TaskEvent event) {
    return new IllegalStateException(event.type() + " where nothing waits for a person");
  }

  private static int turnOf(Phase phase) {
    return switch (phase) {
      case Phase.Idle p -> 0;
      case Phase.Held p -> p.turn();
      case Phase.Thinking p -> p.turn();
      case Phase.Calling p -> p.turn();
      case Phase.Judging p -> p.turn();
      case Phase.Judged p -> p.turn();
      case Phase.Asking p -> p.turn();
    };
  }

  private static TaskState change(
      TaskState state, SubtaskId id, UnaryOperator<SubtaskState> change) {
    var subtask =
        state
            .subtask(id)
            .orElseThrow(() -> new IllegalStateException("an event of no subtask: " + id));
    return state.with(change.apply(subtask));
  }

  private static TaskState changeCall(
      TaskState state, SubtaskId id, StepId step, UnaryOperator<Call> change) {
    return change(
        state,
        id,
        subtask ->
            subtask.phase() instanceof Phase.Calling calling
                ? subtask.with(replace(calling, step, change))
                : subtask);
  }

  private static Phase.Calling replace(
      Phase.Calling calling, StepId step, UnaryOperator<Call> change) {
    return new Phase.Calling(
        calling.turn(),
        calling.calls().stream()
            .map(call -> call.step().equals(step) ? change.apply(call) : call)
            .toList());
  }

  /// A task waits for a person when nothing of it runs, and somebody is asked something.
  private static TaskState settleStatus(TaskState state) {
    return switch (state.status()) {
      case EXECUTING, WAITING_APPROVAL -> {
        var waits =
            (state.isParked() || state.count(SubtaskStatus.WAITING_APPROVAL) > 0)
                && state.subtasks().values().stream().noneMatch(SubtaskState::isActive);
        yield state.with(waits ? TaskStatus.WAITING_APPROVAL : TaskStatus.EXECUTING);
      }
      case PENDING, PLANNING, PAUSED, COMPLETED, FAILED, CANCELLED -> state;
    };
  }
}
