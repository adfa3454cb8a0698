package dev.loom.cli.commands;

import java.util.Map;
import picocli.CommandLine.Command;

/// Implements `loom cancel ID`: cancels a task.
@Command(name = "cancel", description = "Cancel a task and everything it runs.")
final class CancelCommand extends AbstractTaskCommand {
  @Override
  public Integer call() throws InterruptedException {
    return printMessage(postToTask("/cancel", Map.of()));
  }
}
