package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import picocli.CommandLine.Command;

/// Implements `loom decisions`: lists what all tasks wait for from users.
@Command(
    name = "decisions",
    description = "List the decisions that tasks wait for; what expires first comes first.")
final class DecisionsCommand extends AbstractEngineCommand {
  private static final int GOAL_CHARS_MAX = 60;

  @Override
  public Integer call() throws InterruptedException {
    var out = out();
    var decisions = get("/decisions");
    if (decisions.isEmpty()) {
      out.println("No task waits for a decision.");
    }
    for (var pending : decisions) {
      var task = pending.path("task_id").asText();
      out.println("Task:    " + task + "  " + Screen.truncate(pending, "goal", GOAL_CHARS_MAX));
      StatusCommand.printPendingDecision(out, task, pending.path("decision"));
    }
    return ExitCode.COMPLETED;
  }
}
