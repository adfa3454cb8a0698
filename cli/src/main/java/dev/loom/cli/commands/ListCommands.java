package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Implements the commands that list what an engine has.
final class ListCommands {
  private static final int TASK_GOAL_CHARS_MAX = 80;
  private static final int DECISION_GOAL_CHARS_MAX = 60;

  private ListCommands() {}

  @Command(mixinStandardHelpOptions = true, description = "List the tasks, newest first.")
  static int tasks(
      @Mixin EngineRequests engine,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              split = ",",
              completionCandidates = CompletionCandidates.Statuses.class,
              description = "Only tasks in these statuses, such as executing,waiting_approval.")
          List<String> statuses,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "Maximum number of tasks; default: 20.")
          int limit)
      throws InterruptedException {
    var status =
        statuses == null
            ? ""
            : "&status=" + URLEncoder.encode(String.join(",", statuses), StandardCharsets.UTF_8);
    var tasks = engine.get("/tasks?limit=" + limit + status);
    if (tasks.isEmpty()) {
      return engine.print("No tasks.");
    }
    var rows = new ArrayList<List<String>>();
    var now = Instant.now();
    for (var task : tasks) {
      rows.add(
          List.of(
              task.path("task_id").asText(),
              task.path("status").asText(),
              LocalTimestamp.age(task.path("created_at").asText(), now),
              TaskText.duration(task),
              TaskText.progress(task),
              TaskText.folder(task),
              Screen.truncate(task, "goal", TASK_GOAL_CHARS_MAX)));
    }
    Table.print(
        engine.out(), List.of("ID", "STATUS", "STARTED", "TIME", "DONE", "FOLDER", "GOAL"), rows);
    return ExitCode.COMPLETED;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "List the decisions that tasks wait for; what expires first comes first.")
  static int decisions(@Mixin EngineRequests engine) throws InterruptedException {
    var decisions = engine.get("/decisions");
    if (decisions.isEmpty()) {
      return engine.print("No task waits for a decision.");
    }
    for (var pending : decisions) {
      var task = pending.path("task_id").asText();
      engine.print(
          "Task:    " + task + "  " + Screen.truncate(pending, "goal", DECISION_GOAL_CHARS_MAX));
      StatusCommand.printPendingDecision(engine.out(), task, pending.path("decision"));
    }
    return ExitCode.COMPLETED;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "List the models with their health and usage.")
  static int models(@Mixin EngineRequests engine) throws InterruptedException {
    ModelTable.print(engine.out(), engine.get("/models"));
    return ExitCode.COMPLETED;
  }

  @Command(mixinStandardHelpOptions = true, description = "List the tools.")
  static int tools(@Mixin EngineRequests engine) throws InterruptedException {
    return engine.printFields(engine.get("/tools"), "name", "source", "version", "description");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "List the MCP servers, and why one is not connected.")
  static int mcp(@Mixin EngineRequests engine) throws InterruptedException {
    var servers = engine.get("/mcp/servers");
    return servers.isEmpty()
        ? engine.print("No MCP server is configured: add [mcp.servers.<name>] to loom.toml.")
        : engine.printFields(servers, "name", "state", "tools", "problem");
  }

  @Command(mixinStandardHelpOptions = true, description = "List the process definitions.")
  static int processes(@Mixin EngineRequests engine) throws InterruptedException {
    return engine.printFields(
        engine.get("/processes"), "name", "version", "phases", "mode", "description");
  }
}
