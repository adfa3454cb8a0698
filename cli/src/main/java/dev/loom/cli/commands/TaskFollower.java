package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.EngineRestart;
import dev.loom.cli.client.EventStream;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.RunView;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.config.Home;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/// Shows the events of a task until its end and lets the user answer its questions. Without a
/// terminal it also ends when the task pauses for its model, as no user is there to resume it.
final class TaskFollower {
  private static final String WAITING_FOR_MODEL = "waiting for model";

  private TaskFollower() {}

  /// @param config its settings count for the engine if that ends unexpectedly and is started again
  /// @return the exit code for the end of the task
  static int follow(
      LoomClient client, String task, CommandLine command, EngineConnection.ConfigOption config)
      throws InterruptedException {
    return follow(
        client, task, JsonOutput.screen(command), JsonOutput.of(command), config, Set.of());
  }

  /// @param json receives the events, too
  /// @param allowedCommands shell commands to approve without a question
  static int follow(
      LoomClient client,
      String task,
      Screen screen,
      Optional<JsonOutput> json,
      EngineConnection.ConfigOption config,
      Set<String> allowedCommands)
      throws InterruptedException {
    var cancelOnInterrupt = new CancelOnInterrupt(client, task);
    if (!ShutdownHooks.add(cancelOnInterrupt)) {
      cancelOnInterrupt.run();
    }
    var view = new RunView(screen);
    var prompter = new DecisionPrompter(client, task, screen, allowedCommands);
    var lastEvent =
        new EventStream(client, task, restart(client, screen, config))
            .followUntil(
                event -> {
                  view.show(event);
                  json.ifPresent(output -> output.printEvent(event));
                  prompter.onEvent(event);
                  return !screen.isLive() && isOutage(event) && isPaused(client, task);
                });
    cancelOnInterrupt.taskEnded();
    screen.close();
    if (isOutage(lastEvent)) {
      screen.printLine(
          "The task stays paused. When its model is available again, type 'loom resume %s'."
              .formatted(task));
    }
    int code = exitCode(lastEvent);
    return code == ExitCode.FAILED && prompter.hasRejectedUnasked() ? ExitCode.NOT_APPROVED : code;
  }

  private static EngineRestart restart(
      LoomClient client, Screen screen, EngineConnection.ConfigOption config)
      throws InterruptedException {
    var home = Home.fromEnvironment(System.getenv());
    return new EngineRestart(client, home, config.arguments(), screen::printLine);
  }

  private static boolean isOutage(JsonNode event) {
    return event.path("event_type").asText().equals("task_paused")
        && event.at("/data/reason").asText().startsWith(WAITING_FOR_MODEL);
  }

  /// Returns whether the task is still paused: the stream begins with past events.
  private static boolean isPaused(LoomClient client, String task) {
    try {
      return client.get("/tasks/" + task).path("status").asText().equals("paused");
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int exitCode(JsonNode lastEvent) {
    return switch (lastEvent.path("event_type").asText()) {
      case "task_completed" -> ExitCode.COMPLETED;
      case "task_cancelled" -> ExitCode.CANCELLED;
      case "task_paused" -> ExitCode.WAITING_FOR_MODEL;
      default -> ExitCode.FAILED;
    };
  }
}
