package dev.loom.cli.commands;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `loom approve ID SUBTASK`: answers what a subtask asks.
@Command(name = "approve", description = "Answer what a subtask asks: yes, or no with --reject.")
final class ApproveCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "ID", description = "The task.")
  private TaskArgument task;

  @Parameters(index = "1", paramLabel = "SUBTASK", description = "The subtask that asks.")
  private String subtask;

  @Option(names = "--reject", description = "Say no.")
  private boolean reject;

  @Option(names = "--reason", description = "What the model should know.")
  private String reason = "";

  @Mixin private Connection.ServerOption server;
  @Mixin private Connection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var answer =
        Connection.expect(server, config)
            .post(
                "/tasks/" + task.id() + "/approve",
                Map.of("subtask_id", subtask, "approved", !reject, "reason", reason));
    boolean asked = answer.path("resolved_pending").asBoolean();
    spec.commandLine()
        .getOut()
        .println(
            asked
                ? (reject ? "Rejected." : "Approved.")
                : "Subtask " + subtask + " asks nothing now.");
    return asked ? ExitCode.COMPLETED : ExitCode.FAILED;
  }
}
