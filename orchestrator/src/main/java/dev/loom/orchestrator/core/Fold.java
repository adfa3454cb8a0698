package dev.loom.orchestrator.core;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.event.PastEvent;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.event.TaskEvent.SubtaskRetrying;
import dev.loom.contracts.event.TaskEvent.SubtaskSkipped;
import dev.loom.contracts.event.TaskEvent.SubtaskStarted;
import dev.loom.contracts.event.TaskEvent.TaskCancelled;
import dev.loom.contracts.event.TaskEvent.TaskCompleted;
import dev.loom.contracts.event.TaskEvent.TaskExecuting;
import dev.loom.contracts.event.TaskEvent.TaskFailed;
import dev.loom.contracts.event.TaskEvent.TaskPlanReady;
import dev.loom.contracts.event.TaskEvent.TaskPlanRejected;
import dev.loom.contracts.event.TaskEvent.TaskPlanning;
import dev.loom.contracts.event.TaskEvent.TaskReplanning;
import dev.loom.contracts.event.TaskEvent.TaskResumed;
import dev.loom.contracts.event.TaskEvent.TaskSubmitted;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.event.TaskEvent.ToolCallStarted;
import dev.loom.contracts.event.TaskEvent.VerificationCompleted;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/// What a task's state is after an event. Decides nothing: the same events always fold to the same
/// state, whatever the configuration.
public final class Fold {
  private Fold() {}

  /// The state after everything that is past.
  ///
  /// @param events from the first one, without a gap
  public static TaskState of(List<PastEvent> events) {
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
    var state = before.next(before.lastSeq() + 1);
    return switch (event) {
      case TaskSubmitted e -> state.submitted(e.task(), at);
      case TaskPlanning e -> state.planning(state.question().inRound(e.round()));
      case TaskPlanRejected e ->
          state.planning(new PlanQuestion(0, e.reasons(), e.answer())).used(e.usage());
      case TaskPlanReady e -> planned(state, e).used(e.usage());
      case TaskExecuting e -> state.with(TaskStatus.EXECUTING);
      case TaskReplanning e -> state.with(TaskStatus.PLANNING);
      case TaskResumed e -> resumed(state, e.stepsInDoubt(), at);
      case TaskCompleted e -> state.ended(TaskStatus.COMPLETED, new Ending(at, "", e.summary()));
      case TaskFailed e -> state.ended(TaskStatus.FAILED, new Ending(at, e.error(), ""));
      case TaskCancelled e -> cancelled(state, e.reason(), at);
      case SubtaskStarted e ->
          change(state, e.subtaskId(), each -> each.start(e.attempt(), e.modelTier(), at));
      case ModelTurnCompleted e ->
          change(state, e.subtaskId(), each -> turned(each, e)).used(e.usage());
      case ToolCallStarted e ->
          changeCall(state, e.subtaskId(), e.stepId(), call -> call.started(e.onCrash()));
      case ToolCallCompleted e -> change(state, e.subtaskId(), each -> called(each, e));
      case VerificationCompleted e ->
          change(
                  state,
                  e.subtaskId(),
                  each -> each.with(new Phase.Judged(turnOf(each.phase()), e.verdict(), false)))
              .used(e.usage());
      case SubtaskCompleted e ->
          change(
              state,
              e.subtaskId(),
              each -> each.end(SubtaskStatus.COMPLETED, e.summary(), e.confidence()));
      case SubtaskFailed e ->
          change(state, e.subtaskId(), each -> each.end(SubtaskStatus.FAILED, e.feedback(), 0));
      case SubtaskRetrying e -> change(state, e.subtaskId(), each -> each.retry(e.escalatedTier()));
      case SubtaskSkipped e ->
          change(state, e.subtaskId(), each -> each.end(SubtaskStatus.SKIPPED, e.reason(), 0));
      case ApprovalRequested e -> asked(state, e);
      case ApprovalReceived e -> answered(state, e, at);
    };
  }

  private static TaskState planned(TaskState state, TaskPlanReady event) {
    var subtasks = new LinkedHashMap<SubtaskId, SubtaskState>();
    var needs = Dependencies.of(event.plan());
    for (var subtask : event.plan().subtasks()) {
      var known = state.subtasks().get(subtask.id());
      var done = known != null && known.status() == SubtaskStatus.COMPLETED;
      subtasks.put(
          subtask.id(), done ? known : SubtaskState.pending(subtask, needs.get(subtask.id())));
    }
    return state.planned(event.plan(), subtasks);
  }

  private static TaskState resumed(TaskState state, List<StepId> inDoubt, Instant at) {
    var subtasks = new LinkedHashMap<SubtaskId, SubtaskState>();
    state
        .subtasks()
        .forEach(
            (id, subtask) -> {
              var resumed =
                  subtask.phase() instanceof Phase.Calling calling
                      ? subtask.with(
                          new Phase.Calling(
                              calling.turn(),
                              calling.calls().stream()
                                  .map(
                                      call -> inDoubt.contains(call.step()) ? call.inDoubt() : call)
                                  .toList()))
                      : subtask;
              // The time that no engine was there does not count against an attempt.
              subtasks.put(
                  id,
                  resumed.status() == SubtaskStatus.RUNNING
                      ? resumed.resumedAt(at, resumed.phase())
                      : resumed);
            });
    return state.with(state.status(), subtasks);
  }

  private static TaskState cancelled(TaskState state, String reason, Instant at) {
    var subtasks = new LinkedHashMap<>(state.subtasks());
    subtasks.replaceAll(
        (id, subtask) ->
            subtask.status().isFinished()
                ? subtask
                : subtask.end(SubtaskStatus.SKIPPED, "Cancelled: " + reason, 0));
    return state
        .with(TaskStatus.CANCELLED, subtasks)
        .ended(TaskStatus.CANCELLED, new Ending(at, "Cancelled: " + reason, ""));
  }

  private static SubtaskState turned(SubtaskState subtask, ModelTurnCompleted event) {
    var calls = new ArrayList<Call>();
    for (ToolCall call : event.toolCalls()) {
      calls.add(
          Call.planned(
              StepId.turn(subtask.id(), event.attempt(), event.turn()).call(calls.size() + 1),
              call));
    }
    return subtask.said(
        new Message.Assistant(event.text(), event.toolCalls()),
        calls.isEmpty() ? new Phase.Judging(event.turn()) : new Phase.Calling(event.turn(), calls));
  }

  private static SubtaskState called(SubtaskState subtask, ToolCallCompleted event) {
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
    var finished = new FinishedCall(event.stepId(), event.tool(), args, event.success(), text);
    return subtask.called(finished, event.filesChanged(), after);
  }

  private static String failureText(ToolCallCompleted event) {
    return event.output().isEmpty() ? event.error() : event.error() + "\n" + event.output();
  }

  private static TaskState asked(TaskState state, ApprovalRequested event) {
    return settleStatus(
        change(
            state,
            event.subtaskId(),
            subtask ->
                switch (subtask.phase()) {
                  case Phase.Calling calling ->
                      subtask.with(
                          SubtaskStatus.WAITING_APPROVAL,
                          replace(calling, event.stepId(), call -> call.asked(event.expiresAt())));
                  case Phase.Judged judged ->
                      subtask.with(
                          SubtaskStatus.WAITING_APPROVAL,
                          new Phase.Asking(judged.turn(), judged.verdict(), event.expiresAt()));
                  case Phase.Idle p -> throw misplaced(event);
                  case Phase.Thinking p -> throw misplaced(event);
                  case Phase.Judging p -> throw misplaced(event);
                  case Phase.Asking p -> throw misplaced(event);
                }));
  }

  private static TaskState answered(TaskState state, ApprovalReceived event, Instant at) {
    return settleStatus(
        change(
            state,
            event.subtaskId(),
            subtask ->
                switch (subtask.phase()) {
                  case Phase.Calling calling ->
                      subtask.resumedAt(
                          at,
                          event.approved()
                              ? replace(calling, event.stepId(), Call::approved)
                              : calling);
                  case Phase.Asking asking ->
                      subtask.resumedAt(
                          at, new Phase.Judged(asking.turn(), asking.verdict(), event.approved()));
                  case Phase.Idle p -> throw misplaced(event);
                  case Phase.Thinking p -> throw misplaced(event);
                  case Phase.Judging p -> throw misplaced(event);
                  case Phase.Judged p -> throw misplaced(event);
                }));
  }

  private static IllegalStateException misplaced(TaskEvent event) {
    return new IllegalStateException(event.type() + " where nothing waits for a person");
  }

  private static int turnOf(Phase phase) {
    return switch (phase) {
      case Phase.Idle p -> 0;
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
    return settleStatus(state.with(change.apply(subtask)));
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

  /// A task waits for approval when nothing of it runs and something of it waits.
  private static TaskState settleStatus(TaskState state) {
    return switch (state.status()) {
      case EXECUTING, WAITING_APPROVAL -> {
        var waits =
            state.count(SubtaskStatus.RUNNING) == 0
                && state.count(SubtaskStatus.WAITING_APPROVAL) > 0;
        yield state.with(waits ? TaskStatus.WAITING_APPROVAL : TaskStatus.EXECUTING);
      }
      case PENDING, PLANNING, PAUSED, COMPLETED, FAILED, CANCELLED -> state;
    };
  }
}
