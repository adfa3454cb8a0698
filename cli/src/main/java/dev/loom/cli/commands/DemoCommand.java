package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.EventStream;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.RunView;
import dev.loom.cli.screen.Screen;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import dev.loom.engine.Home;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `loom demo`: shows what a task looks like, on a machine that has no model.
@Command(
    name = "demo",
    description = {
      "Show in a few seconds what a task looks like; no model, key or network is needed.",
      "The models' words are a recording. The engine, the tools and the files are real: they work in"
          + " a temporary folder, which is removed in the end."
    },
    footer = {"", "Exit code: 0 when the story was told to its end."})
final class DemoCommand implements Callable<Integer> {
  /// Long enough to read what is asked.
  private static final long APPROVAL_DELAY_MILLIS = 500;

  private static final int TEXT_CHARS_MAX = 160;

  private final Screen screen = Screen.forStandardOutput(System.getenv());

  @Override
  public Integer call() throws InterruptedException, IOException {
    try (var directory = DemoDirectory.create()) {
      var cleanup = new Thread(() -> remove(directory));
      if (!ShutdownHook.add(cleanup)) {
        return ExitCode.FAILED;
      }
      screen.printLine("The goal: " + DemoDirectory.GOAL);
      screen.printLine(
          Screen.dim(
              "In "
                  + directory.path()
                  + ", removed in the end. The models' words are a recording."));
      var end = run(directory);
      var done = end.path("event_type").asText().equals("task_completed");
      if (done) {
        printClosing();
      }
      return done ? ExitCode.COMPLETED : ExitCode.FAILED;
    }
  }

  /// Also when somebody presses Ctrl-C.
  private static void remove(DemoDirectory directory) {
    try {
      directory.close();
    } catch (IOException busy) {
      System.err.println("loom: not all of " + directory.path() + " could be removed.");
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
    // Nothing of the environment is the demo's.
    var options = new EngineOptions(home, config, Map.of(), List.of(), List.of());
    try (var engine = Engine.start(options)) {
      return follow(new LoomClient(engine.address()), directory);
    }
  }

  private JsonNode follow(LoomClient client, DemoDirectory directory) throws InterruptedException {
    var body = Map.of("goal", DemoDirectory.GOAL, "workspace", directory.workspace().toString());
    var task = client.post("/tasks", body).path("task_id").asText();
    var view = new RunView(screen);
    return new EventStream(client, task)
        .follow(
            event -> {
              view.show(event);
              annotate(client, task, event);
            });
  }

  /// What the view of a task leaves out, and the answer that a person would give.
  private void annotate(LoomClient client, String task, JsonNode event) {
    var data = event.path("data");
    switch (event.path("event_type").asText()) {
      case "model_turn_completed" -> {
        var text = Screen.truncate(data.path("text").asText(), TEXT_CHARS_MAX);
        if (!text.isEmpty()) {
          var subtask = data.path("subtask_id").asText();
          screen.printLine(Screen.dim("    " + subtask + " says: " + text));
        }
      }
      case "approval_requested" -> approve(client, task, data);
      default -> {
        // The view says it all.
      }
    }
  }

  private void approve(LoomClient client, String task, JsonNode data) {
    try {
      Thread.sleep(APPROVAL_DELAY_MILLIS);
      screen.printLine(
          "    Nothing of it runs before a person says yes. Here the demo answers yes.");
      client.post(
          "/tasks/" + task + "/approve",
          Map.of(
              "subtask_id",
              data.path("subtask_id").asText(),
              "approved",
              true,
              "reason",
              "The demo answers yes.",
              "action_hash",
              data.path("action_hash").asText()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void printClosing() {
    screen.printLine("");
    screen.printLine(
        "You saw a plan done side by side, a dangerous command that was asked about first, and a"
            + " result that a verifier refused and a second attempt put right.");
    screen.printLine(
        "The models' words were recorded; the engine, the tools, the question and the files were"
            + " real, and the folder is gone again.");
    screen.printLine(
        "Next, in a folder of yours: loom run \"What you want done\" (README.md says how to connect"
            + " a model; without one, built-in rules do what they can).");
  }
}
