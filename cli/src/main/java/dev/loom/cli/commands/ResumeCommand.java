package dev.loom.cli.commands;

import java.util.Map;
import picocli.CommandLine.Command;

/// Implements `loom resume ID`: resumes a paused task.
@Command(name = "resume", description = "Resume a paused task.")
final class ResumeCommand extends AbstractTaskCommand {
  @Override
  public Integer call() throws InterruptedException {
    return printMessage(postToTask("/resume", Map.of()));
  }
}
