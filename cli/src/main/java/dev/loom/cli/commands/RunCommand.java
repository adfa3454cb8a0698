package dev.loom.cli.commands;

import dev.loom.bus.json.Json;
import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.CommandException;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.task.TaskSpec;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Implements `loom run GOAL`: runs a goal and shows its progress.
@Command(
    name = "run",
    description = "Run a goal in a directory and show its progress.",
    footer = {
      "",
      "Exit code: 0 completed, 1 failed, 2 cancelled, 75 waiting for model, 77 not",
      "approved: an action was rejected because there was no terminal to ask on.",
      "",
      "Example:",
      "  loom run \"Count the lines of README.md\"",
      "  loom run \"Add input validation to the API\" -w ~/projects/myapp",
      "  loom run - < goal.txt"
    })
final class RunCommand implements Callable<Integer> {
  private static final int UTF8_BYTES_PER_CHAR_MAX = 3;

  @Parameters(
      arity = "0..1",
      paramLabel = "GOAL",
      description = "The goal, in plain language; - or none: it is read from standard input.")
  private String goal;

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = CompletionCandidates.DIRECTORY,
      description = "Directory to work in; default: the current directory.")
  private Path workspace = Path.of("");

  @Option(names = "--process", paramLabel = "NAME", description = "Process definition to follow.")
  private String process;

  @Option(
      names = "--approval-mode",
      paramLabel = "MODE",
      completionCandidates = CompletionCandidates.ApprovalModes.class,
      description = "Approval mode, one of: ${COMPLETION-CANDIDATES}; default: auto.")
  private String approvalMode = "auto";

  @Option(names = "--plan-only", description = "Create and show the plan without running it.")
  private boolean planOnly;

  @Option(
      names = "--priority",
      paramLabel = "PRIORITY",
      completionCandidates = CompletionCandidates.Priorities.class,
      description =
          "Order among tasks that wait for a free slot, one of: ${COMPLETION-CANDIDATES};"
              + " default: normal.")
  private String priority = "normal";

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description =
          "Identifies this request: a second request with the same key shows the existing task"
              + " instead of starting another.")
  private String idempotencyKey;

  @Option(
      names = "--allow",
      paramLabel = "COMMAND",
      description =
          "Approve this shell command without a question, if it is run word for word in the"
              + " sandbox; may be repeated.")
  private Set<String> allowedCommands = Set.of();

  @Option(
      names = "--detach",
      description = "Submit the task and return; the engine runs it in the background.")
  private boolean detach;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Record all model, tool and user responses in a new file, for 'loom replay'.")
  private Path transcript;

  @ArgGroup(
      validate = false,
      heading =
          "%nLimits of the task; when one is reached, the task pauses and asks. Default: the"
              + " configured budget.%n")
  private BudgetOptions budget = new BudgetOptions();

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    goal = resolveGoal();
    var screen = JsonOutput.screen(spec.commandLine());
    if (transcript == null) {
      return run(screen);
    }
    int code =
        RecordedRun.run(
            server,
            config,
            transcript,
            (client, summary) -> {
              screen.printLine(Screen.dim(summary));
              return follow(client, screen, new ProjectSettings(Map.of(), List.of()));
            });
    printRecordingResult(screen);
    return code;
  }

  private int run(Screen screen) throws InterruptedException {
    var settings = config.forTask(Home.fromEnvironment(System.getenv()));
    var connection = EngineConnection.connect(server, config, spec.commandLine().getErr());
    var client = connection.client();
    screen.printLine(Screen.dim(EngineCommands.summary(client, connection.started(), settings)));
    if (connection.started()) {
      EngineCommands.resumed(client).forEach(line -> screen.printLine(Screen.dim(line)));
    }
    if (process != null) {
      requireTrustedProcess(client);
      if (settings.models().isEmpty() && hasRulesOnly(client)) {
        screen.printLine(
            Screen.yellow("The built-in rules ignore --process. It needs a model: loom setup"));
      }
    }
    return follow(client, screen, settings);
  }

  private static boolean hasRulesOnly(LoomClient client) throws InterruptedException {
    var models = client.get("/models");
    return !models.isEmpty()
        && models.valueStream().allMatch(each -> each.path("provider").asText().equals("builtin"));
  }

  /// Rejects a process definition that comes with a workspace which the user does not trust.
  private void requireTrustedProcess(LoomClient client) throws InterruptedException {
    var home = Home.fromEnvironment(System.getenv());
    var directory = workspace.toAbsolutePath().normalize();
    var query = URLEncoder.encode(directory.toString(), StandardCharsets.UTF_8);
    for (var each : client.get("/processes?workspace=" + query)) {
      var source = each.path("source").asText();
      var ofWorkspace = source.startsWith(directory + "/") && !source.startsWith(home.path() + "/");
      if (each.path("name").asText().equals(process) && ofWorkspace) {
        var project = new TrustedProject(home, UserPrompt.ofTerminal(), System.err::println);
        if (!project.accepts(directory)) {
          throw new CommandException(
              "The process %s comes from %s, which is not trusted. Read it, then: loom trust %s"
                  .formatted(process, Screen.text(each, "source"), directory),
              ExitCode.CONFIG);
        }
      }
    }
  }

  /// Prints where the transcript is. A task that already existed under the same key is not
  /// recorded.
  private void printRecordingResult(Screen screen) {
    screen.printLine(
        Screen.dim(
            Files.exists(transcript)
                ? "Recorded in " + transcript + ". Replay it with: loom replay " + transcript
                : "Not recorded: the task was started by an earlier request."));
  }

  private int follow(LoomClient client, Screen screen, ProjectSettings settings)
      throws InterruptedException {
    var submission = submit(client, settings);
    var task = submission.taskId();
    screen.printLine(
        Screen.dim(
            submission.alreadyExisted()
                ? "Task " + task + " already exists; showing its events."
                : "Task " + task + " in " + workspace.toAbsolutePath().normalize()));
    var json = JsonOutput.of(spec.commandLine());
    if (detach) {
      json.ifPresent(output -> output.setResult(Json.mapper().valueToTree(submission)));
      screen.printLine("It runs in the background. 'loom status " + task + "' shows its state.");
      return ExitCode.COMPLETED;
    }
    int code = TaskFollower.follow(client, task, screen, json, config, allowedCommands);
    if (planOnly && code == ExitCode.COMPLETED) {
      screen.printLine("Run this plan with: loom retry " + task + " --follow");
    }
    return code;
  }

  private LoomClient.Submission submit(LoomClient client, ProjectSettings settings)
      throws InterruptedException {
    var body = body();
    if (!settings.values().isEmpty()) {
      body.put("settings", settings.values());
    }
    try {
      return client.submit(body, headers());
    } catch (ClientException failure) {
      throw settings.explain(failure);
    }
  }

  /// Reads the goal from standard input unless it is an argument. A terminal is not read.
  private String resolveGoal() {
    if (goal != null && !goal.isBlank() && !goal.equals("-")) {
      return goal;
    }
    var terminal = System.console() != null && System.console().isTerminal();
    if (goal == null && !terminal) {
      spec.commandLine().getErr().println("loom: reading the goal from standard input.");
    }
    var isRead = goal == null ? !terminal : goal.equals("-");
    var text = isRead ? readStandardInput() : "";
    if (text.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "The GOAL is missing or empty. Example: loom run \"Count the lines of README.md\"");
    }
    return text;
  }

  private static String readStandardInput() {
    try {
      var bytes = System.in.readNBytes(TaskSpec.GOAL_CHARS_MAX * UTF8_BYTES_PER_CHAR_MAX + 1);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException failure) {
      throw new IllegalArgumentException("Cannot read the goal: " + failure.getMessage(), failure);
    }
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

  /// Requests an immediate response with `--plan-only` too, because progress comes from the events.
  private Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Prefer", "respond-async");
    if (idempotencyKey != null) {
      headers.put("Idempotency-Key", idempotencyKey);
    }
    return headers;
  }
}
