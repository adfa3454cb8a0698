package dev.loom.orchestrator.core;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A decision while it is being made: each event that is recorded is folded at once, so what comes
/// next is decided on the state it leads to.
final class DecisionBuilder {
  private final Instant now;
  private final TaskState before;
  private final List<TaskEvent.Recorded> events = new ArrayList<>();
  private TaskState state;
  private Optional<ServiceError> error = Optional.empty();

  DecisionBuilder(TaskState state, Instant now) {
    this.before = state;
    this.state = state;
    this.now = now;
  }

  /// The state that the input met.
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
    events.add(event);
    state = TaskReducer.reduce(state, event, now);
  }

  /// Why a subtask failed in this very decision, if it did.
  Optional<TaskEvent.SubtaskFailed> failureOf(SubtaskId id) {
    return events.reversed().stream()
        .filter(event -> event instanceof TaskEvent.SubtaskEvent of && of.subtaskId().equals(id))
        .findFirst()
        .filter(TaskEvent.SubtaskFailed.class::isInstance)
        .map(TaskEvent.SubtaskFailed.class::cast);
  }

  /// A person's wish that cannot be followed. Said before anything is recorded.
  void reject(ServiceError why) {
    error = Optional.of(why);
  }

  boolean isRejected() {
    return error.isPresent();
  }

  Decision build() {
    return new Decision(events, state, error);
  }
}
