package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Implements `loom tasks`: lists tasks.
@Command(name = "tasks", description = "List the tasks, newest first.")
final class TasksCommand extends AbstractEngineCommand {
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

  @Override
  public Integer call() throws InterruptedException {
    var encodedStatuses = URLEncoder.encode(String.join(",", statuses), StandardCharsets.UTF_8);
    var tasks = get("/tasks?limit=" + limit + "&status=" + encodedStatuses);
    if (tasks.isEmpty()) {
      printLine("No tasks.");
      return ExitCode.COMPLETED;
    }
    var rows = new ArrayList<List<String>>();
    for (var task : tasks) {
      rows.add(
          List.of(
              task.path("task_id").asText(),
              task.path("status").asText(),
              LocalTimestamp.format(task.path("created_at").asText()),
              Screen.truncate(task, "goal", GOAL_CHARS_MAX)));
    }
    Table.print(out(), List.of("ID", "STATUS", "CREATED", "GOAL"), rows);
    return ExitCode.COMPLETED;
  }
}
