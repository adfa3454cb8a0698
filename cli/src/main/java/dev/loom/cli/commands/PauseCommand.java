package dev.loom.cli.commands;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Implements `loom pause ID`: pauses a task.
@Command(
    name = "pause",
    description = "Pause a task: running tool calls finish, nothing new starts.")
final class PauseCommand extends AbstractTaskCommand {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Reason, recorded in the journal.")
  private String reason = "";

  @Override
  public Integer call() throws InterruptedException {
    return printMessage(postToTask("/pause", Map.of("reason", reason)));
  }
}
