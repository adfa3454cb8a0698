package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Implements `loom undo ID`: undoes the changes of a task.
@Command(
    name = "undo",
    description = {
      "Undo the changes of a task in its workspace, all or some of them.",
      "If one of the files was edited since, nothing is changed."
    })
final class UndoCommand extends AbstractTaskCommand {
  @ArgGroup private Scope scope = new Scope();

  @Option(names = "--yes", description = "Do not ask for confirmation.")
  private boolean yes;

  /// Selects the changes to undo; all if empty.
  static final class Scope {
    @Option(
        names = "--subtask",
        paramLabel = "SUBTASK",
        description = "Only changes of this subtask.")
    private String subtask;

    @Option(
        names = "--change",
        paramLabel = "N",
        description = "Only this change; 'loom diff ID' lists the numbers.")
    private Long change;
  }

  @Override
  public Integer call() throws InterruptedException {
    var out = out();
    if (!yes && !Confirmation.confirm(out, "Undo " + scopeText() + "?")) {
      printLine("Nothing was undone.");
      return ExitCode.FAILED;
    }
    var undone = postToTask("/undo", body());
    for (var file : undone.path("restored")) {
      printLine("  " + sign(file.path("kind").asText()) + " " + Screen.sanitize(path(file)));
    }
    printLine(undone.path("message").asText());
    return ExitCode.COMPLETED;
  }

  private static String path(JsonNode file) {
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
      return "the changes of subtask " + Screen.sanitize(scope.subtask);
    }
    return scope.change != null ? "change " + scope.change : "all changes of the task";
  }

  private Map<String, Object> body() {
    if (scope.subtask != null) {
      return Map.of("subtask_id", scope.subtask);
    }
    return scope.change != null ? Map.of("change_id", scope.change) : Map.of();
  }
}
