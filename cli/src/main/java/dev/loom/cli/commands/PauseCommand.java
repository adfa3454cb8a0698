package dev.loom.cli.commands;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `loom pause ID`: lets a task stand still.
@Command(
    name = "pause",
    description = "Let a task stand still: what runs comes to its end, nothing new begins.")
final class PauseCommand extends AbstractTaskCommand {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
  private String reason = "";

  @Override
  public Integer call() throws InterruptedException {
    return printMessage(post("/pause", Map.of("reason", reason)));
  }
}
