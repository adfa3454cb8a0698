package dev.loom.cli.commands;

import dev.loom.contracts.id.TaskId;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Implements `loom retry ID`: continues a failed or cancelled task as a new one.
@Command(
    name = "retry",
    description = {
      "Retry a failed or cancelled task, or run the plan of --plan-only, as a new task.",
      "It keeps the plan and the results of completed subtasks; only the rest runs. The old task"
          + " stays as it is."
    },
    footer = {
      "",
      "Exit code with --follow: 0 completed, 1 failed, 2 cancelled, 75 waiting for model."
    })
final class RetryCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ID",
      description = "The ended task's ID, or its first characters (at least 4).")
  private TaskId task;

  @Option(names = "--follow", description = "Show the progress until the end, as 'loom run' does.")
  private boolean follow;

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var commandLine = spec.commandLine();
    var client = EngineConnection.open(server, config, commandLine.getErr()).client();
    var response = client.post(TaskIds.path(client, task) + "/retry", Map.of());
    commandLine.getOut().println(response.path("message").asText());
    JsonOutput.of(commandLine).ifPresent(json -> json.setResult(response));
    return follow
        ? TaskFollower.follow(client, response.path("task_id").asText(), commandLine, config)
        : ExitCode.COMPLETED;
  }
}
