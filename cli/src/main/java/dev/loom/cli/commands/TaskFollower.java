package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.EventStream;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.RunView;
import dev.loom.cli.screen.Screen;

/// Shows the events of a task until its end and lets the user answer its questions.
final class TaskFollower {
  private TaskFollower() {}

  /// @return the exit code for the end of the task
  static int follow(LoomClient client, String task, Screen screen) throws InterruptedException {
    var cancelOnInterrupt = new CancelOnInterrupt(client, task);
    if (!ShutdownHooks.add(cancelOnInterrupt)) {
      cancelOnInterrupt.run();
    }
    var view = new RunView(screen);
    var prompter = new DecisionPrompter(client, task, screen);
    var lastEvent =
        new EventStream(client, task)
            .follow(
                event -> {
                  view.show(event);
                  prompter.onEvent(event);
                });
    cancelOnInterrupt.taskEnded();
    return exitCode(lastEvent);
  }

  private static int exitCode(JsonNode lastEvent) {
    return switch (lastEvent.path("event_type").asText()) {
      case "task_completed" -> ExitCode.COMPLETED;
      case "task_cancelled" -> ExitCode.CANCELLED;
      default -> ExitCode.FAILED;
    };
  }
}
