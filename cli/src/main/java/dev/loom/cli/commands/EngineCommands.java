package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.cli.client.LocalEngine;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.config.Home;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Implements the commands about the engine itself.
final class EngineCommands {
  private static final int GOAL_CHARS_MAX = 60;

  private EngineCommands() {}

  @Command(
      mixinStandardHelpOptions = true,
      description = "Stop the engine of this home; unfinished tasks go on with the next one.")
  static int stop(
      @Mixin EngineRequests engine,
      @Option(
              names = "--now",
              description = "Interrupt running tasks; default: stop only if none is running.")
          boolean now)
      throws InterruptedException {
    var home = Home.fromEnvironment(System.getenv());
    var running = engine.findRunning();
    if (running.isEmpty()) {
      return engine.print("No engine is running on " + home.path() + ".");
    }
    var response = LocalEngine.stop(running.get(), home, now);
    engine.setResult(response);
    response
        .path("running_tasks")
        .forEach(task -> engine.print("Interrupted; the next engine continues it: " + line(task)));
    return engine.print("The engine at " + running.get().address() + " has ended.");
  }

  /// Prints the state of the engine and the newest task. Starts no engine.
  static int printStatus(EngineRequests requests) throws InterruptedException {
    var running = requests.findRunning();
    if (running.isEmpty()) {
      var home = Home.fromEnvironment(System.getenv()).path();
      requests.setResult(
          Json.mapper().createObjectNode().put("home", home.toString()).putNull("address"));
      return requests.print(
          "No engine is running on "
              + home
              + ". Commands start one, which continues unfinished tasks.");
    }
    var client = running.get();
    var engine = client.get("/engine");
    var out = requests.out();
    out.printf(
        "Engine:  %s (%spid %d, since %s)%n",
        client.address(),
        engine.path("background").asBoolean() ? "in the background, " : "",
        engine.path("pid").asLong(),
        LocalTimestamp.format(engine.path("started_at").asText()));
    out.println("Home:    " + Screen.text(engine, "home"));
    out.println("Config:  " + configFiles(engine));
    out.println(Screen.text(engine, "models"));
    var tasks = engine.path("running_tasks");
    out.println("Running: " + (tasks.isEmpty() ? "no task" : Screen.count(tasks.size(), "task")));
    tasks.forEach(task -> out.println("  " + line(task)));
    var newest = client.get("/tasks?limit=1");
    newest.forEach(task -> out.println("Newest:  " + line(task)));
    requests.setResult(
        engine
            .<ObjectNode>deepCopy()
            .put("address", client.address().toString())
            .set("newest_task", newest.path(0)));
    return ExitCode.COMPLETED;
  }

  private static String line(JsonNode task) {
    return Stream.of(
            task.path("task_id").asText(),
            task.path("status").asText(),
            TaskText.progress(task),
            TaskText.duration(task),
            Screen.truncate(task, "goal", GOAL_CHARS_MAX),
            TaskText.folder(task))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("  "));
  }

  private static String configFiles(JsonNode engine) {
    var files = engine.path("config_files").valueStream().map(JsonNode::asText).toList();
    return files.isEmpty() ? "defaults" : Screen.sanitize(String.join(", ", files));
  }

  /// Describes the engine in one line, for a command that submits a task to it.
  static String summary(LoomClient client, boolean started, ProjectSettings settings)
      throws InterruptedException {
    var engine = client.get("/engine");
    var own = settings.models();
    var sandbox = Screen.text(client.get("/health").path("sandbox"), "description");
    return "Engine %s (%s) · config: %s · %s%s"
        .formatted(
            client.address(),
            started
                ? "started"
                : "running since " + LocalTimestamp.format(engine.path("started_at").asText()),
            Stream.concat(Stream.of(configFiles(engine)), settings.sources().stream())
                .collect(Collectors.joining(", ")),
            own.isEmpty() ? Screen.text(engine, "models") : "Models: " + Screen.sanitize(own),
            sandbox.isEmpty() ? "" : " · " + sandbox);
  }

  /// Names the unfinished tasks of an earlier engine that go on because this one was started.
  static List<String> resumed(LoomClient client) throws InterruptedException {
    var engine = client.get("/engine");
    var startedAt = Instant.parse(engine.path("started_at").asText());
    return engine
        .path("running_tasks")
        .valueStream()
        .filter(task -> Instant.parse(task.path("created_at").asText()).isBefore(startedAt))
        .map(task -> "Also going on: " + line(task))
        .toList();
  }
}
