package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.TaskCore;
import dev.loom.orchestrator.core.TaskEnvironment;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.ObservationExtractor;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Applies commands to tasks without a running [TaskRunner]: finished tasks, and every task of a
/// read-only engine. Its methods block.
final class InactiveTasks {
  private final Bus bus;
  private final InstantSource clock;
  private final TaskCore core;

  InactiveTasks(Bus bus, InstantSource clock, TaskEnvironment environment) {
    this.bus = bus;
    this.clock = clock;
    this.core = new TaskCore(environment, bus.secrets()::redact);
  }

  /// Applies a command. If another append takes the sequence number first, the command is decided
  /// again on the new state.
  ///
  /// @throws ServiceException if the task does not exist, belongs to another engine or has a status
  ///   that does not allow the command
  ExecuteCommand.Executed execute(TaskId id, TaskCommand command) throws InterruptedException {
    var state = TaskLoader.load(bus, id);
    while (true) {
      var append = decide(id, state, command);
      try {
        bus.request(Addresses.TASK_CLAIM, new ClaimTasks(bus.engine(), Optional.of(id), 1));
        bus.request(Addresses.JOURNAL_APPEND, append);
        var snapshot = append.snapshot().orElseThrow();
        DecisionNotifier.publish(
            bus, id, TaskProjection.pendingDecisions(state), snapshot.interaction().waitingFor());
        return new ExecuteCommand.Executed(id, snapshot.status(), true);
      } catch (ServiceException exception) {
        var newState = TaskLoader.load(bus, id);
        if (newState.lastSeq() == state.lastSeq()) {
          throw exception;
        }
        state = newState;
      }
    }
  }

  private AppendEvents decide(TaskId id, TaskState state, TaskCommand command) {
    if (!state.status().isFinished() && command.startsWork()) {
      throw ServiceException.conflict(
          "No engine is running task " + id + ". Start one with loom serve, then try again.");
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var decision = core.decide(state, new Input.Command(command), now);
    if (decision.error().isPresent()) {
      throw decision.error().get();
    }
    if (decision.events().isEmpty()) {
      throw ServiceException.conflict(
          "Task %s is already %s.".formatted(id, state.status().name().toLowerCase(Locale.ROOT)));
    }
    return new AppendEvents(
        id,
        bus.engine(),
        state.lastSeq() + 1,
        now,
        decision.events(),
        Optional.of(TaskProjection.project(id, decision.state(), now)),
        Optional.empty(),
        observations(command, decision.state()));
  }

  private static List<Observation> observations(TaskCommand command, TaskState state) {
    return command instanceof TaskCommand.GiveFeedback given
        ? given
            .feedback()
            .rating()
            .map(stars -> ObservationExtractor.observeRating(state, stars))
            .orElse(List.of())
        : List.of();
  }
}
