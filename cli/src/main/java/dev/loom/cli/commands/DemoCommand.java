package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.EventStream;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.RunView;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.config.Home;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Implements `loom demo`: runs a task with recorded model responses.
@Command(
    name = "demo",
    description = {
      "Run a recorded demo of a few seconds; no model, key or network is needed.",
      "Model responses are recorded. The engine, the tools and the files are real; they use a"
          + " temporary directory that is removed at the end."
    },
    footer = {"", "Exit code: 0 if the demo completed, 1 otherwise."})
final class DemoCommand implements Callable<Integer> {
  /// Gives the user time to read the approval request.
  private static final long APPROVAL_DELAY_MILLIS = 500;

  @Spec private CommandSpec spec;
  private Screen screen;

  @Override
  public Integer call() throws InterruptedException, IOException {
    screen = JsonOutput.screen(spec.commandLine());
    try (var directory = DemoDirectory.create()) {
      // Removes the directory on Ctrl-C too.
      var cleanup = new Thread(() -> remove(directory));
      if (!ShutdownHooks.add(cleanup)) {
        return ExitCode.FAILED;
      }
      screen.printLine("Goal: " + DemoDirectory.GOAL);
      screen.printLine(
          Screen.dim(
              "Directory: "
                  + directory.path()
                  + " (removed at the end). Model responses are recorded."));
      var end = run(directory);
      var completed = end.path("event_type").asText().equals("task_completed");
      if (completed) {
        printSummary();
      }
      return completed ? ExitCode.COMPLETED : ExitCode.FAILED;
    }
  }

  private static void remove(DemoDirectory directory) {
    try {
      directory.close();
    } catch (IOException failure) {
      System.err.println(
          "loom: cannot remove " + directory.path() + ": " + failure.getMessage() + ". Delete it.");
    }
  }

  private JsonNode run(DemoDirectory directory) throws InterruptedException, IOException {
    var home = new Home(directory.home());
    var model = "models.demo.";
    var config =
        Engine.loadConfig(
            home,
            directory.path(),
            Map.of(),
            Map.of(
                "server.port",
                "0",
                model + "provider",
                "replay",
                model + "roles",
                "planner,executor,verifier,extractor",
                model + "transcript",
                directory.transcript().toString()));
    // The demo ignores the environment.
    var options = new EngineOptions(home, config, Map.of(), List.of(), List.of());
    try (var engine = Engine.start(options)) {
      return follow(new LoomClient(engine.address()), directory);
    }
  }

  private JsonNode follow(LoomClient client, DemoDirectory directory) throws InterruptedException {
    var body = Map.of("goal", DemoDirectory.GOAL, "workspace", directory.workspace().toString());
    var task = client.post("/tasks", body).path("task_id").asText();
    var view = new RunView(screen);
    var json = JsonOutput.of(spec.commandLine());
    return new EventStream(client, task)
        .follow(
            event -> {
              view.show(event);
              json.ifPresent(output -> output.printEvent(event));
              if (event.path("event_type").asText().equals("approval_requested")) {
                approve(client, task, event.path("data"));
              }
            });
  }

  private void approve(LoomClient client, String task, JsonNode data) {
    try {
      Thread.sleep(APPROVAL_DELAY_MILLIS);
      screen.printLine(
          "    The command runs only after a user approves it. The demo approves it now.");
      client.post(
          "/tasks/" + task + "/approve",
          ControlCommands.approvalBody(data, true, "Approved by the demo."));
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
    }
  }

  private void printSummary() {
    screen.close();
    screen.printLine("");
    screen.printLine(
        "You saw a plan with parallel subtasks, a dangerous command that needed approval, and a"
            + " result that the verifier rejected and a second attempt corrected.");
    screen.printLine(
        "Model responses were recorded; the engine, the tools and the files were real."
            + " The directory has been removed.");
    screen.printLine(
        "Next, in your own directory: loom run \"Your goal\" (README.md explains how to connect a"
            + " model; without one, built-in rules handle simple goals).");
  }
}
