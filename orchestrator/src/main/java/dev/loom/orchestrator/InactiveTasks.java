package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.task.TaskCommandResult;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.TaskCore;
import dev.loom.orchestrator.core.TaskEnvironment;
import dev.loom.orchestrator.core.TaskReducer;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.ObservationExtractor;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Applies inputs to tasks without a running [TaskRunner]: finished tasks, and every task of a
/// read-only engine. Its methods block.
final class InactiveTasks {
  private final Bus bus;
  private final InstantSource clock;
  private final TaskCore core;

  InactiveTasks(Bus bus, InstantSource clock, TaskEnvironment environment) {
    this.bus = bus;
    this.clock = clock;
    this.core = new TaskCore(environment);
  }

  /// Applies one input. Calls are serialized, so that two of them never append the same sequence
  /// number.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if the task does not exist or its status
  ///   does not allow the input
  synchronized TaskCommandResult apply(TaskId id, Input input) throws InterruptedException {
    var state =
        TaskReducer.replay(
            bus.request(Addresses.JOURNAL_LOAD_HISTORY, new LoadTaskHistory(id)).events());
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (!state.status().isFinished() && !isAllowedWhileInactive(input)) {
      throw ServiceError.conflict(
              "No engine is running task " + id + ". Start one with loom serve, then try again.")
          .toException();
    }
    var decision = core.decide(state, input, now);
    if (decision.error().isPresent()) {
      throw decision.error().get().toException();
    }
    if (decision.events().isEmpty()) {
      throw ServiceError.conflict("Task " + id + alreadyInStatus(state.status())).toException();
    }
    bus.request(
        Addresses.JOURNAL_APPEND,
        new AppendEvents(
            id,
            state.lastSeq() + 1,
            now,
            decision.events(),
            Optional.of(TaskProjection.project(id, decision.state(), now)),
            Optional.empty(),
            observations(input, decision.state())));
    return new TaskCommandResult(id, decision.state().status(), true);
  }

  private static String alreadyInStatus(TaskStatus status) {
    return switch (status) {
      case COMPLETED -> " has already completed.";
      case FAILED -> " has already failed.";
      case CANCELLED -> " was already cancelled.";
      case PENDING, PLANNING, EXECUTING, WAITING_APPROVAL, PAUSED ->
          " is already " + status.name().toLowerCase(Locale.ROOT) + ".";
    };
  }

  /// Returns whether the input starts no work, so that no runner is needed.
  private static boolean isAllowedWhileInactive(Input input) {
    return input instanceof Input.Cancelled
        || input instanceof Input.Steered
        || input instanceof Input.Paused
        || input instanceof Input.ChangesUndone
        || input instanceof Input.FeedbackGiven;
  }

  private static List<Observation> observations(Input input, TaskState state) {
    return input instanceof Input.FeedbackGiven feedback
        ? feedback
            .feedback()
            .rating()
            .map(stars -> ObservationExtractor.observeRating(state, stars))
            .orElse(List.of())
        : List.of();
  }
}
