package dev.loom.cli.commands;

import java.util.Map;
import picocli.CommandLine.Command;

/// `loom resume ID`: ends a task's pause.
@Command(name = "resume", description = "End a task's pause.")
final class ResumeCommand extends AbstractTaskCommand {
  @Override
  public Integer call() throws InterruptedException {
    return printMessage(post("/resume", Map.of()));
  }
}
