package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// What work a state calls for: all of it, each time. The shell starts what is not running yet and
/// stops what is no longer called for, so nothing can be started twice, forgotten at a restart, or
/// left running after a cancel.
public final class Outstanding {
  private final TaskState state;
  private final ExecutionConfig limits;
  private final Set<Command> commands = new LinkedHashSet<>();

  private Outstanding(TaskState state, ExecutionConfig limits) {
    this.state = state;
    this.limits = limits;
  }

  /// @return the commands of a state, in the plan's order
  public static Set<Command> of(TaskState state, ExecutionConfig limits) {
    var outstanding = new Outstanding(state, limits);
    if (!state.status().isFinished()) {
      outstanding.collect();
    }
    return outstanding.commands;
  }

  private void collect() {
    if (isPlanning()) {
      var question = state.question();
      commands.add(
          new Command.AskPlanner(
              question.version(), question.round(), question.problems(), question.answer()));
    }
    state.subtasks().values().forEach(this::collect);
    budgetTime().or(this::budgetExpiry).ifPresent(commands::add);
  }

  /// At the end of the budget a planner is heard out, but not asked again.
  private boolean isPlanning() {
    return state.question().isOpen()
        && !isPaused()
        && !(state.isParked() && state.question().round() > 1);
  }

  private boolean isPaused() {
    return state.status() == TaskStatus.PAUSED;
  }

  private void collect(SubtaskState subtask) {
    switch (subtask.phase()) {
      case Phase.Idle p -> {
        return;
      }
      case Phase.Held p -> {
        return;
      }
      case Phase.Thinking p ->
          unlessPaused(
              new Command.AskModel(
                  subtask.id(), subtask.turnStep(p.turn()), subtask.attempt().modelTier()));
      case Phase.Calling p -> p.calls().forEach(call -> collect(subtask, call));
      case Phase.Judging p ->
          unlessPaused(new Command.Verify(subtask.id(), subtask.turnStep(p.turn())));
      case Phase.Judged p -> {
        return;
      }
      case Phase.Asking p ->
          commands.add(
              new Command.StartTimer(
                  subtask.turnStep(p.turn()).value(),
                  Command.StartTimer.Kind.APPROVAL_EXPIRY,
                  p.expiresAt()));
    }
    if (subtask.isActive()) {
      unlessPaused(limit(subtask));
    }
  }

  private void unlessPaused(Command command) {
    if (!isPaused()) {
      commands.add(command);
    }
  }

  /// A call that runs comes to its end, even in a pause: nobody knows what stopping it half-way
  /// would leave behind.
  private void collect(SubtaskState subtask, Call call) {
    switch (call.status()) {
      case STARTED ->
          commands.add(
              new Command.RunTool(
                  subtask.id(),
                  call.step(),
                  call.call().name(),
                  call.call().arguments(),
                  call.repeated()));
      case ASKED ->
          commands.add(
              new Command.StartTimer(
                  call.step().value(), Command.StartTimer.Kind.APPROVAL_EXPIRY, call.expiresAt()));
      case QUESTIONED ->
          commands.add(
              new Command.StartTimer(
                  call.step().value(), Command.StartTimer.Kind.QUESTION_EXPIRY, call.expiresAt()));
      case PLANNED, APPROVED, IN_DOUBT, DONE -> {
        // Decided about in the same breath, or over.
      }
    }
  }

  private Command limit(SubtaskState subtask) {
    Instant due = subtask.attempt().activeSince().plusSeconds(limits.subtaskTimeoutSeconds());
    return new Command.StartTimer(
        subtask.turnStep(0).value(), Command.StartTimer.Kind.ATTEMPT_LIMIT, due);
  }

  private Optional<Command> budgetTime() {
    var spending = state.spending();
    long seconds = spending.budget().maxSeconds();
    return seconds == 0 || state.isParked() || spending.finishing()
        ? Optional.empty()
        : spending
            .workingSince()
            .map(since -> since.plus(Duration.ofSeconds(seconds)).minus(spending.worked()))
            .map(due -> new Command.StartTimer("budget", Command.StartTimer.Kind.BUDGET_TIME, due));
  }

  private Optional<Command> budgetExpiry() {
    return state
        .spending()
        .exhausted()
        .map(
            question ->
                new Command.StartTimer(
                    question.questionId(),
                    Command.StartTimer.Kind.BUDGET_EXPIRY,
                    question.expiresAt()));
  }
}
