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
  private static final long READING_MILLIS = 500;

  private static final int TEXT_CHARS_MAX = 160;

  private final Screen screen = Screen.ofProcess(System.getenv());

  @Override
  public Integer call() throws InterruptedException, IOException {
    try (var folder = DemoFolder.create()) {
      var leaving = new Thread(() -> remove(folder));
      if (!ShutdownHook.add(leaving)) {
        return ExitCode.FAILED;
      }
      screen.line("The goal: " + DemoFolder.GOAL);
      screen.line(
          Screen.faint(
              "In " + folder.path() + ", removed in the end. The models' words are a recording."));
      var end = run(folder);
      var done = end.path("event_type").asText().equals("task_completed");
      if (done) {
        closingWords();
      }
      return done ? ExitCode.COMPLETED : ExitCode.FAILED;
    }
  }

  /// Also when somebody presses Ctrl-C.
  private static void remove(DemoFolder folder) {
    try {
      folder.close();
    } catch (IOException busy) {
      System.err.println("loom: not all of " + folder.path() + " could be removed.");
    }
  }

  private JsonNode run(DemoFolder folder) throws InterruptedException, IOException {
    var home = new Home(folder.home());
    var model = "models.demo.";
    var config =
        Engine.loadConfig(
            home,
            folder.path(),
            Map.of(),
            Map.of(
                "server.port",
                "0",
                model + "provider",
                "replay",
                model + "roles",
                "planner,executor,verifier,extractor",
                model + "transcript",
                folder.transcript().toString()));
    // Nothing of the environment is the demo's.
    var options = new EngineOptions(home, config, Map.of(), List.of(), List.of());
    try (var engine = Engine.start(options)) {
      return follow(new LoomClient(engine.address()), folder);
    }
  }

  private JsonNode follow(LoomClient client, DemoFolder folder) throws InterruptedException {
    var body = Map.of("goal", DemoFolder.GOAL, "workspace", folder.shop().toString());
    var task = client.post("/tasks", body).path("task_id").asText();
    var view = new RunView(screen);
    return new EventStream(client, task)
        .follow(
            event -> {
              view.show(event);
              comment(client, task, event);
            });
  }

  /// What the view of a task leaves out, and the answer that a person would give.
  private void comment(LoomClient client, String task, JsonNode event) {
    var data = event.path("data");
    switch (event.path("event_type").asText()) {
      case "model_turn_completed" -> {
        var text = Screen.beginning(data.path("text").asText(), TEXT_CHARS_MAX);
        if (!text.isEmpty()) {
          var subtask = data.path("subtask_id").asText();
          screen.line(Screen.faint("    " + subtask + " says: " + text));
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
      Thread.sleep(READING_MILLIS);
      screen.line("    Nothing of it runs before a person says yes. Here the demo answers yes.");
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

  private void closingWords() {
    screen.line("");
    screen.line(
        "You saw a plan done side by side, a dangerous command that was asked about first, and a"
            + " result that a verifier refused and a second attempt put right.");
    screen.line(
        "The models' words were recorded; the engine, the tools, the question and the files were"
            + " real, and the folder is gone again.");
    screen.line(
        "Next, in a folder of yours: loom run \"What you want done\" (README.md says how to connect"
            + " a model; without one, built-in rules do what they can).");
  }
}
