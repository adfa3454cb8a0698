package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `loom status ID`: how far a task is.
@Command(name = "status", description = "Show how far a task is.")
final class StatusCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The task.")
  private TaskArgument task;

  @Mixin private Connection.ServerOption server;
  @Mixin private Connection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var found = Connection.expect(server, config).get("/tasks/" + task.id());
    var out = spec.commandLine().getOut();
    out.println("Task:    " + found.path("task_id").asText());
    out.println("Status:  " + found.path("status").asText());
    out.println("Goal:    " + Screen.harmless(found.path("goal").asText()));
    for (var subtask : found.path("plan").path("subtasks")) {
      out.printf(
          "  [%s] %s: %s%n",
          subtask.path("status").asText(),
          subtask.path("id").asText(),
          Screen.harmless(subtask.path("description").asText()));
    }
    lines(out, "Error:   ", found.path("errors"));
    if (!found.path("summary").asText().isBlank()) {
      out.println("Summary: " + Screen.harmless(found.path("summary").asText()));
    }
    return ExitCode.COMPLETED;
  }

  private static void lines(
      PrintWriter out, String title, com.fasterxml.jackson.databind.JsonNode texts) {
    texts.forEach(text -> out.println(title + Screen.harmless(text.asText())));
  }
}
