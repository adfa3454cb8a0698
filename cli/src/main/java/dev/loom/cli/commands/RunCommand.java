package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.EventStream;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.RunView;
import dev.loom.cli.screen.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `loom run GOAL`: does a goal and shows how.
@Command(
    name = "run",
    description = "Do a goal in a directory, and show how it goes.",
    footer = {
      "",
      "Exit code: 0 completed, 1 failed, 2 cancelled.",
      "",
      "Example:",
      "  loom run \"Count the lines of README.md\"",
      "  loom run \"Add input validation to the API\" -w ~/projects/myapp"
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "GOAL", description = "What to do, in your own words.")
  private String goal;

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      description = "The directory to work in; default: the current one.")
  private Path workspace = Path.of("");

  @Option(names = "--process", paramLabel = "NAME", description = "A process to follow.")
  private String process;

  @Option(
      names = "--approval-mode",
      paramLabel = "MODE",
      description = "auto, manual or confidence_threshold; default: auto.")
  private String approvalMode = "auto";

  @Option(names = "--plan-only", description = "Only make the plan and show it; run nothing of it.")
  private boolean planOnly;

  @Option(
      names = "--priority",
      paramLabel = "PRIORITY",
      description = "low, normal or high, when more tasks wait than may run; default: normal.")
  private String priority = "normal";

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description =
          "Your own name for this request: asked again under it, the same task is shown, and no"
              + " other is begun.")
  private String idempotencyKey;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "Write all that models, tools and people said into a new file, for loom replay.")
  private Path transcript;

  @ArgGroup(
      validate = false,
      heading =
          "%nWhat the task may take before it stops and asks; without them there is the"
              + " configured budget:%n")
  private BudgetOptions budget = new BudgetOptions();

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;

  @Override
  public Integer call() throws InterruptedException {
    var screen = Screen.forStandardOutput(System.getenv());
    int code;
    try (var connection = openConnection()) {
      if (connection.ownEngine().isPresent()) {
        screen.printLine(Screen.dim(connection.ownEngine().get().modelSummary()));
      }
      code = follow(connection.client(), screen);
    }
    if (transcript != null) {
      printRecordingResult(screen);
    }
    return code;
  }

  private EngineConnection openConnection() throws InterruptedException {
    return transcript == null
        ? EngineConnection.openOrStart(server, config)
        : EngineConnection.startRecording(server, config, transcript);
  }

  /// A task that was begun before, under the same key, is not recorded.
  private void printRecordingResult(Screen screen) {
    screen.printLine(
        Screen.dim(
            Files.exists(transcript)
                ? "Recorded in " + transcript + "; look at it again with: loom replay " + transcript
                : "Not recorded: the task had begun before."));
  }

  private int follow(LoomClient client, Screen screen) throws InterruptedException {
    var task = client.post("/tasks", body(), headers()).path("task_id").asText();
    screen.printLine(Screen.dim("Task " + task + " in " + workspace.toAbsolutePath().normalize()));
    var cancelOnInterrupt = new CancelOnInterrupt(client, task);
    if (!ShutdownHook.add(cancelOnInterrupt)) {
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

  private Map<String, Object> body() {
    var body = new LinkedHashMap<String, Object>();
    body.put("goal", goal);
    body.put("workspace", workspace.toAbsolutePath().normalize().toString());
    body.put("approval_mode", approvalMode);
    if (process != null) {
      body.put("process", process);
    }
    body.put("priority", priority);
    var limits = budget.limits();
    if (!limits.isEmpty()) {
      body.put("budget", limits);
    }
    if (planOnly) {
      body.put("plan_only", true);
    }
    return body;
  }

  /// A plan alone would be waited for; here its events are watched like any other task's.
  private Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Prefer", "respond-async");
    if (idempotencyKey != null) {
      headers.put("Idempotency-Key", idempotencyKey);
    }
    return headers;
  }

  private static int exitCode(JsonNode lastEvent) {
    return switch (lastEvent.path("event_type").asText()) {
      case "task_completed" -> ExitCode.COMPLETED;
      case "task_cancelled" -> ExitCode.CANCELLED;
      default -> ExitCode.FAILED;
    };
  }
}
