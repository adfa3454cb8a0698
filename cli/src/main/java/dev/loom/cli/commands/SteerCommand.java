package dev.loom.cli.commands;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Implements `loom steer ID TEXT`: gives a running task a new instruction.
@Command(
    name = "steer",
    description =
        "Give a running task a new instruction; its models receive it in their next turn.")
final class SteerCommand extends AbstractTaskCommand {
  @Parameters(index = "1", paramLabel = "TEXT", description = "The instruction.")
  private String instruction;

  @Override
  public Integer call() throws InterruptedException {
    return printMessage(postToTask("/steer", Map.of("instruction", instruction)));
  }
}
