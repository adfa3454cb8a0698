package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Implements `loom decisions`: lists what all tasks wait for from users.
@Command(
    name = "decisions",
    description = "List the decisions that tasks wait for; what expires first comes first.")
final class DecisionsCommand implements Callable<Integer> {
  private static final int GOAL_CHARS_MAX = 60;

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var out = spec.commandLine().getOut();
    var decisions = fetch();
    if (decisions.isEmpty()) {
      out.println("No task waits for a decision.");
    }
    for (var pending : decisions) {
      var task = pending.path("task_id").asText();
      out.println(
          "Task:    "
              + task
              + "  "
              + Screen.truncate(pending.path("goal").asText(), GOAL_CHARS_MAX));
      StatusCommand.printPendingDecision(out, task, pending.path("decision"));
    }
    return ExitCode.COMPLETED;
  }

  private JsonNode fetch() throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      return connection.client().get("/decisions");
    }
  }
}
