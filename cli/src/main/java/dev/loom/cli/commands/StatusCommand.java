package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.id.TaskId;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Implements `loom status ID`: shows the status of a task.
final class StatusCommand {
  private StatusCommand() {}

  @Command(
      mixinStandardHelpOptions = true,
      description = "Show the status of a task, or without an ID that of the engine.")
  static int status(
      @Mixin EngineRequests requests,
      @Parameters(
              index = "0",
              arity = "0..1",
              paramLabel = "ID",
              description = "The task's ID, or its first characters; default: the engine.")
          TaskId id)
      throws InterruptedException {
    if (id == null) {
      return EngineCommands.printStatus(requests);
    }
    var out = requests.out();
    var task = requests.send(client -> client.get(TaskIds.path(client, id)));
    out.println("Task:    " + task.path("task_id").asText());
    out.println("Status:  " + task.path("status").asText());
    if (!task.path("retry_of").asText("").isEmpty()) {
      out.println("Retries: " + task.path("retry_of").asText());
    }
    out.println("Folder:  " + Screen.text(task, "workspace"));
    var createdAt = task.path("created_at").asText();
    var startedAt = LocalTimestamp.format(createdAt);
    var age = LocalTimestamp.age(createdAt, Instant.now());
    out.println("Started: " + startedAt + (age.equals(startedAt) ? "" : " (" + age + ")"));
    out.println("Goal:    " + Screen.text(task, "goal"));
    for (var subtask : task.path("plan").path("subtasks")) {
      out.printf(
          "  [%s] %s: %s%n",
          subtask.path("status").asText(),
          subtask.path("id").asText(),
          Screen.text(subtask, "description"));
    }
    task.path("waiting_for")
        .forEach(decision -> printPendingDecision(out, task.path("task_id").asText(), decision));
    printOutage(out, task);
    printEach(out, "Steered: ", task.path("instructions"));
    out.println("Usage:   " + usageText(task));
    printBudget(out, task.path("budget"));
    ErrorSummary.of(task.path("errors").valueStream().map(JsonNode::asText).toList())
        .forEach(line -> out.println("Error:   " + Screen.sanitize(line)));
    task.path("workspace_changes")
        .path("files")
        .forEach(
            file ->
                out.println(
                    "Changed: " + Screen.text(file, "path") + " " + file.path("kind").asText()));
    var title = "Summary: ";
    for (var line : task.path("summary").asText().lines().toList()) {
      out.println((title + Screen.sanitizeLine(line)).stripTrailing());
      title = " ".repeat(title.length());
    }
    return ExitCode.COMPLETED;
  }

  private static void printOutage(PrintWriter out, JsonNode task) {
    var outage = task.path("waiting_for_model");
    if (outage.isObject()) {
      out.printf(
          "Waiting: for model %s since %s: %s%n         %s%n",
          Screen.text(outage, "model"),
          LocalTimestamp.format(outage.path("since").asText()),
          Screen.text(outage, "reason"),
          task.path("status").asText().equals("paused")
              ? "paused; continue with: loom resume " + task.path("task_id").asText()
              : "next attempt at " + LocalTimestamp.format(outage.path("retry_at").asText()));
    }
  }

  /// Prints a pending decision, its expiry and the command that answers it.
  static void printPendingDecision(PrintWriter out, String task, JsonNode decision) {
    var subtask = decision.path("subtask_id").asText("");
    var prefix = decision.path("subtask_id").isNull() ? "" : subtask + ": ";
    out.println("Pending: " + prefix + Screen.text(decision, "text"));
    if (!decision.path("proposed_action").asText("").isEmpty()) {
      out.println("         " + Screen.text(decision, "proposed_action"));
    }
    decision
        .path("options")
        .forEach(option -> out.println("         - " + Screen.sanitize(option.asText())));
    out.println(
        "         expires "
            + LocalTimestamp.format(decision.path("expires_at").asText())
            + "; answer with:");
    out.println("         " + answerCommand(task, subtask, decision));
  }

  private static String answerCommand(String task, String subtask, JsonNode decision) {
    var hash = decision.path("action_hash").asText();
    return decision.path("kind").asText().equals("approval")
        ? "loom approve " + task + " " + subtask + " --action " + Screen.shortHash(hash)
        : "loom answer " + task + " " + decision.path("id").asText() + " TEXT";
  }

  private static String usageText(JsonNode task) {
    var usage = task.path("usage");
    var progress = TaskText.progress(task);
    return "%s%s · %s tokens · $%s"
        .formatted(
            TaskText.duration(task),
            progress.isEmpty() ? "" : " · " + progress + " subtasks",
            Screen.formatNumber(
                usage.path("input_tokens").asDouble() + usage.path("output_tokens").asDouble()),
            Screen.formatNumber(usage.path("cost_usd").asDouble()));
  }

  private static void printBudget(PrintWriter out, JsonNode budget) {
    var limits =
        budget.properties().stream()
            .filter(limit -> limit.getValue().asDouble() > 0)
            .map(limit -> limit.getKey() + " " + Screen.formatNumber(limit.getValue().asDouble()))
            .collect(Collectors.joining(", "));
    if (!limits.isEmpty()) {
      out.println("Budget:  " + limits);
    }
  }

  private static void printEach(PrintWriter out, String title, JsonNode texts) {
    texts.forEach(text -> out.println(title + Screen.sanitize(text.asText())));
  }
}
