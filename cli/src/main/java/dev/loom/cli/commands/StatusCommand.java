package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `loom status ID`: how far a task is.
@Command(name = "status", description = "Show how far a task is.")
final class StatusCommand implements Callable<Integer> {
  private static final int HASH_CHARS = 12;

  @Parameters(paramLabel = "ID", description = "The task.")
  private TaskArgument task;

  @Mixin private Connection.ServerOption server;
  @Mixin private Connection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    print(found());
    return ExitCode.COMPLETED;
  }

  private JsonNode found() throws InterruptedException {
    try (var connection = Connection.openOrRest(server, config)) {
      return connection.client().get("/tasks/" + task.id());
    }
  }

  private void print(JsonNode found) {
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
    found.path("waiting_for").forEach(asked -> waits(out, found.path("task_id").asText(), asked));
    lines(out, "Told:    ", found.path("instructions"));
    out.println("Took:    " + took(found.path("usage")));
    budget(out, found.path("budget"));
    lines(out, "Error:   ", found.path("errors"));
    if (!found.path("summary").asText().isBlank()) {
      out.println("Summary: " + Screen.harmless(found.path("summary").asText()));
    }
  }

  /// What is asked, until when, and how to answer it.
  private static void waits(PrintWriter out, String task, JsonNode asked) {
    var subtask = asked.path("subtask_id").asText("");
    var who = asked.path("subtask_id").isNull() ? "" : subtask + ": ";
    out.println("Waits:   " + who + Screen.harmless(asked.path("text").asText()));
    if (!asked.path("proposed_action").asText().isEmpty()) {
      out.println("         " + Screen.harmless(asked.path("proposed_action").asText()));
    }
    asked
        .path("options")
        .forEach(option -> out.println("         - " + Screen.harmless(option.asText())));
    out.println(
        "         until " + Moment.of(asked.path("expires_at").asText()) + "; answer it with:");
    out.println("         " + answer(task, subtask, asked));
  }

  private static String answer(String task, String subtask, JsonNode asked) {
    var hash = asked.path("action_hash").asText();
    return asked.path("kind").asText().equals("approval")
        ? "loom approve " + task + " " + subtask + " --action " + shortened(hash)
        : "loom answer " + task + " " + asked.path("id").asText() + " TEXT";
  }

  private static String shortened(String hash) {
    return hash.substring(0, Math.min(HASH_CHARS, hash.length()));
  }

  private static String took(JsonNode usage) {
    return "%s tokens, $%s"
        .formatted(
            Screen.number(
                usage.path("input_tokens").asDouble() + usage.path("output_tokens").asDouble()),
            Screen.number(usage.path("cost_usd").asDouble()));
  }

  private static void budget(PrintWriter out, JsonNode budget) {
    var limits = new ArrayList<String>();
    budget
        .properties()
        .forEach(
            limit -> {
              if (limit.getValue().asDouble() > 0) {
                limits.add(limit.getKey() + " " + Screen.number(limit.getValue().asDouble()));
              }
            });
    if (!limits.isEmpty()) {
      out.println("Budget:  " + String.join(", ", limits));
    }
  }

  private static void lines(PrintWriter out, String title, JsonNode texts) {
    texts.forEach(text -> out.println(title + Screen.harmless(text.asText())));
  }
}
