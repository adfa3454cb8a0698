package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.task.SubtaskStatus;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/// What work a state calls for: all of it, each time. The shell starts what is not running yet and
/// stops what is no longer called for, so nothing can be started twice, forgotten at a restart, or
/// left running after a cancel.
public final class Outstanding {
  private Outstanding() {}

  /// @return the commands of a state, in the plan's order
  public static Set<Command> of(TaskState state, ExecutionConfig limits) {
    var commands = new LinkedHashSet<Command>();
    if (state.status().isFinished()) {
      return commands;
    }
    var question = state.question();
    if (question.isOpen()) {
      commands.add(
          new Command.AskPlanner(question.round(), question.problems(), question.answer()));
    }
    for (var subtask : state.subtasks().values()) {
      of(subtask, limits, commands);
    }
    return commands;
  }

  private static void of(SubtaskState subtask, ExecutionConfig limits, Set<Command> commands) {
    switch (subtask.phase()) {
      case Phase.Idle p -> {
        return;
      }
      case Phase.Thinking p ->
          commands.add(
              new Command.AskModel(
                  subtask.id(), subtask.turnStep(p.turn()), subtask.attempt().modelTier()));
      case Phase.Calling p -> p.calls().forEach(call -> of(subtask, call, commands));
      case Phase.Judging p ->
          commands.add(new Command.Verify(subtask.id(), subtask.turnStep(p.turn())));
      case Phase.Judged p -> {
        return;
      }
      case Phase.Asking p -> commands.add(expiry(subtask, p));
    }
    if (subtask.status() == SubtaskStatus.RUNNING) {
      commands.add(limit(subtask, limits));
    }
  }

  private static void of(SubtaskState subtask, Call call, Set<Command> commands) {
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
                  subtask.id(),
                  call.step(),
                  Command.StartTimer.Kind.APPROVAL_EXPIRY,
                  call.expiresAt()));
      case PLANNED, APPROVED, IN_DOUBT, DONE -> {
        // Decided about in the same breath, or over.
      }
    }
  }

  private static Command.StartTimer expiry(SubtaskState subtask, Phase.Asking asking) {
    return new Command.StartTimer(
        subtask.id(),
        subtask.turnStep(asking.turn()),
        Command.StartTimer.Kind.APPROVAL_EXPIRY,
        asking.expiresAt());
  }

  private static Command.StartTimer limit(SubtaskState subtask, ExecutionConfig limits) {
    Instant due = subtask.attempt().activeSince().plusSeconds(limits.subtaskTimeoutSeconds());
    return new Command.StartTimer(
        subtask.id(), subtask.turnStep(0), Command.StartTimer.Kind.ATTEMPT_LIMIT, due);
  }
}
