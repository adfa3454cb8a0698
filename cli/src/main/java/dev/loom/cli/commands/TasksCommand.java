package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Implements `loom tasks`: lists tasks.
@Command(name = "tasks", description = "List the tasks, newest first.")
final class TasksCommand implements Callable<Integer> {
  private static final int GOAL_CHARS_MAX = 80;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      split = ",",
      completionCandidates = CompletionCandidates.Statuses.class,
      description = "Only tasks in these statuses, such as executing,waiting_approval.")
  private List<String> statuses = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Maximum number of tasks; default: 20.")
  private int limit = 20;

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var encodedStatuses = URLEncoder.encode(String.join(",", statuses), StandardCharsets.UTF_8);
    var tasks = fetch("/tasks?limit=" + limit + "&status=" + encodedStatuses);
    var out = spec.commandLine().getOut();
    if (tasks.isEmpty()) {
      out.println("No tasks.");
      return ExitCode.COMPLETED;
    }
    var rows = new ArrayList<List<String>>();
    for (var task : tasks) {
      rows.add(
          List.of(
              task.path("task_id").asText(),
              task.path("status").asText(),
              LocalTimestamp.format(task.path("created_at").asText()),
              Screen.truncate(task.path("goal").asText(), GOAL_CHARS_MAX)));
    }
    Table.print(out, List.of("ID", "STATUS", "CREATED", "GOAL"), rows);
    return ExitCode.COMPLETED;
  }

  private JsonNode fetch(String path) throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      return connection.client().get(path);
    }
  }
}
