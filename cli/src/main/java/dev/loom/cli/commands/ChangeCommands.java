package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.RunView;
import dev.loom.cli.screen.Screen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Implements `loom diff` and `loom undo`: show and undo the changes of a task.
final class ChangeCommands {
  private ChangeCommands() {}

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Show the changes of a task in its workspace, one by one.",
        "'git apply' reads the output."
      })
  static int diff(
      @Mixin TaskRequests task,
      @Option(
              names = "--subtask",
              paramLabel = "SUBTASK",
              description = "Only changes of this subtask.")
          String subtask)
      throws InterruptedException {
    var subtaskFilter =
        subtask == null ? "" : "&subtask=" + URLEncoder.encode(subtask, StandardCharsets.UTF_8);
    var changes = task.getFromTask("/changes?diff=true" + subtaskFilter);
    if (changes.isEmpty()) {
      task.print("No changes recorded.");
    }
    changes.forEach(change -> print(task, change));
    printUnrecorded(task, changes);
    return ExitCode.COMPLETED;
  }

  private static void printUnrecorded(TaskRequests task, JsonNode result)
      throws InterruptedException {
    if (task.getFromTask("").at("/workspace_changes/files_changed_unknown").asBoolean()) {
      task.print(RunView.UNRECORDED);
    }
    task.setResult(result);
  }

  private static void print(TaskRequests task, JsonNode change) {
    task.print(
        "Change %s: %s %s by %s in subtask %s%s"
            .formatted(
                change.path("change_id").asText(),
                Screen.text(change, "path"),
                change.path("kind").asText(),
                change.path("tool").asText(),
                change.path("subtask_id").asText(),
                note(change)));
    change.path("diff").asText().lines().map(Screen::sanitizeLine).forEach(task::print);
  }

  private static String note(JsonNode change) {
    if (change.path("undone").asBoolean()) {
      return " (undone)";
    }
    return change.path("undoable").asBoolean()
        ? ""
        : " (cannot be undone: " + Screen.text(change, "why_not") + ")";
  }

  /// Selects the changes to undo; all if absent.
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

    private String text() {
      return subtask == null
          ? "change " + change
          : "the changes of subtask " + Screen.sanitize(subtask);
    }

    private Map<String, Object> body() {
      return subtask == null ? Map.of("change_id", change) : Map.of("subtask_id", subtask);
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Undo the changes of a task in its workspace, all or some of them.",
        "If one of the files was edited since, nothing is changed. Files that were too large to save",
        "stay as they are; then the exit code is 1."
      })
  static int undo(
      @Mixin TaskRequests task,
      @ArgGroup Scope scope,
      @Option(names = "--yes", description = "Do not ask for confirmation.") boolean yes)
      throws InterruptedException {
    if (!yes && !confirm(task, scope == null ? "all changes of the task" : scope.text())) {
      return task.fail("Nothing was undone.");
    }
    var undone = task.postToTask("/undo", scope == null ? Map.of() : scope.body());
    for (var file : undone.path("restored")) {
      task.print("  " + sign(file.path("kind").asText()) + " " + Screen.text(file, "path"));
    }
    task.print(undone.path("message").asText());
    printUnrecorded(task, undone);
    return undone.path("not_undone").isEmpty() ? ExitCode.COMPLETED : ExitCode.FAILED;
  }

  private static boolean confirm(TaskRequests task, String scope) throws InterruptedException {
    var status = task.getFromTask("").path("status").asText();
    var goesOn = status.equals("paused") || status.equals("waiting_approval");
    return UserPrompt.confirm(
        task.out(),
        "Undo "
            + scope
            + "?"
            + (goesOn
                ? " The task is not finished, and will not repeat what it has completed."
                : ""));
  }

  private static String sign(String kind) {
    return switch (kind) {
      case "created" -> "+";
      case "deleted" -> "-";
      default -> "~";
    };
  }
}
