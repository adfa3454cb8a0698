package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Implements `loom diff ID`: shows the changes of a task.
@Command(name = "diff", description = "Show the changes of a task in its workspace, one by one.")
final class DiffCommand extends AbstractTaskCommand {
  @Option(
      names = "--subtask",
      paramLabel = "SUBTASK",
      description = "Only changes of this subtask.")
  private String subtask;

  @Override
  public Integer call() throws InterruptedException {
    var subtaskFilter =
        subtask == null ? "" : "&subtask=" + URLEncoder.encode(subtask, StandardCharsets.UTF_8);
    var changes = getFromTask("/changes?diff=true" + subtaskFilter);
    if (changes.isEmpty()) {
      printLine("No changes recorded.");
    }
    changes.forEach(this::show);
    return ExitCode.COMPLETED;
  }

  private void show(JsonNode change) {
    printLine(
        "Change %s: %s %s by %s in subtask %s%s"
            .formatted(
                change.path("change_id").asText(),
                Screen.text(change, "path"),
                change.path("kind").asText(),
                change.path("tool").asText(),
                change.path("subtask_id").asText(),
                note(change)));
    change
        .path("diff")
        .asText()
        .lines()
        .map(Screen::sanitizeLine)
        .forEach(line -> printLine("  " + line));
  }

  private static String note(JsonNode change) {
    if (change.path("undone").asBoolean()) {
      return " (undone)";
    }
    return change.path("undoable").asBoolean()
        ? ""
        : " (cannot be undone: " + Screen.text(change, "why_not") + ")";
  }
}
