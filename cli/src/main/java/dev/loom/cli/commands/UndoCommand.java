package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `loom undo ID`: takes back what a task changed.
@Command(
    name = "undo",
    description = {
      "Take back what a task changed in its workspace: all of it, or a part.",
      "If a file was edited since, nothing is touched."
    })
final class UndoCommand extends AbstractTaskCommand {
  @ArgGroup private Scope scope = new Scope();

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  /// How much of it.
  static final class Scope {
    @Option(names = "--subtask", paramLabel = "SUBTASK", description = "Only of this subtask.")
    private String subtask;

    @Option(
        names = "--change",
        paramLabel = "N",
        description = "Only this change; 'loom diff ID' shows their numbers.")
    private Long change;
  }

  @Override
  public Integer call() throws InterruptedException {
    var out = spec().commandLine().getOut();
    if (!yes && !Confirmation.confirm(out, "Take back " + scopeText() + "?")) {
      printLine("Nothing was taken back.");
      return ExitCode.FAILED;
    }
    var undone = post("/undo", body());
    for (var file : undone.path("restored")) {
      printLine("  " + sign(file.path("kind").asText()) + " " + Screen.sanitize(path(file)));
    }
    printLine(undone.path("message").asText());
    return ExitCode.COMPLETED;
  }

  private static String path(com.fasterxml.jackson.databind.JsonNode file) {
    return file.path("path").asText();
  }

  private static String sign(String kind) {
    return switch (kind) {
      case "created" -> "+";
      case "deleted" -> "-";
      default -> "~";
    };
  }

  private String scopeText() {
    if (scope.subtask != null) {
      return "what subtask " + Screen.sanitize(scope.subtask) + " changed";
    }
    return scope.change != null ? "change " + scope.change : "everything that the task changed";
  }

  private Map<String, Object> body() {
    if (scope.subtask != null) {
      return Map.of("subtask_id", scope.subtask);
    }
    return scope.change != null ? Map.of("change_id", scope.change) : Map.of();
  }
}
