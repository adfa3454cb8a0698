package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.orchestrator.loop.Attempt;
import dev.loom.orchestrator.loop.FailureCategory;
import dev.loom.orchestrator.loop.LoopDecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Collects the events of one decision. Each event is reduced immediately, so the next step decides
/// on the resulting state.
final class DecisionBuilder {
  private final UnaryOperator<TaskEvent.Recorded> redaction;
  private final Instant now;
  private final BudgetGuard budgets;
  private final TaskState before;
  private final List<TaskEvent.Recorded> events = new ArrayList<>();
  private TaskState state;
  private Optional<ServiceException> error = Optional.empty();

  /// @param redaction applied to every event before it changes the state
  DecisionBuilder(
      TaskState state,
      Instant now,
      BudgetGuard budgets,
      UnaryOperator<TaskEvent.Recorded> redaction) {
    this.redaction = redaction;
    this.budgets = budgets;
    this.before = state;
    this.state = state;
    this.now = now;
  }

  /// Returns the state before the input.
  TaskState before() {
    return before;
  }

  TaskState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  int eventCount() {
    return events.size();
  }

  void record(TaskEvent.Recorded event) {
    var redacted = redaction.apply(event);
    events.add(redacted);
    state = TaskReducer.reduce(state, redacted, now);
  }

  /// Records the failure of the subtask's current attempt; [Scheduler] decides what follows.
  void fail(SubtaskId id, String feedback, FailureCategory category, int verificationTier) {
    var attempt = state.subtask(id).orElseThrow().attempt().number();
    record(
        new TaskEvent.SubtaskFailed(id, attempt, verificationTier, feedback, category.wireName()));
  }

  /// Returns this decision as the agent loop of a subtask's attempt sees it.
  LoopDecision loopOf(SubtaskId id) {
    return new SubtaskLoopDecision(this, id);
  }

  private record SubtaskLoopDecision(DecisionBuilder decision, SubtaskId subtaskId)
      implements LoopDecision {
    private SubtaskState subtask() {
      return decision.state.subtask(subtaskId).orElseThrow();
    }

    @Override
    public Attempt attempt() {
      return subtask().attempt();
    }

    @Override
    public Instant now() {
      return decision.now;
    }

    @Override
    public void record(TaskEvent.Recorded event) {
      decision.record(event);
    }

    @Override
    public void fail(FailureCategory category, String reason) {
      decision.fail(subtaskId, reason, category, 0);
    }

    @Override
    public boolean mayStartWork() {
      return !decision.state.isBudgetExhausted() && !subtask().status().isFinished();
    }

    @Override
    public boolean allowsToolCall() {
      return decision.budgets.allowsToolCall(decision);
    }
  }

  /// Returns the failure that is the subtask's last event in this decision.
  Optional<TaskEvent.SubtaskFailed> failureOf(SubtaskId id) {
    return events.reversed().stream()
        .filter(
            event ->
                event instanceof TaskEvent.SubtaskEvent subtaskEvent
                    && subtaskEvent.subtaskId().equals(id))
        .findFirst()
        .filter(TaskEvent.SubtaskFailed.class::isInstance)
        .map(TaskEvent.SubtaskFailed.class::cast);
  }

  /// Rejects the request. Must be called before any event is recorded.
  void reject(ServiceException reason) {
    error = Optional.of(reason);
  }

  Decision build() {
    return new Decision(events, state, error);
  }
}
