package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.time.Instant;

/// Describes tasks in lists. The JSON is a summary or the state of a task, as in the REST API.
final class TaskText {
  private TaskText() {}

  /// Returns the time since the task was submitted, or that it took.
  static String duration(JsonNode task) {
    var end = task.path("completed_at").asText();
    return LocalTimestamp.between(
            task.path("created_at").asText(),
            end.isEmpty() || end.equals("null") ? Instant.now() : Instant.parse(end))
        .map(Screen::formatDuration)
        .orElse("");
  }

  /// Returns how many subtasks are completed, such as `3/5`; empty while there is no plan.
  static String progress(JsonNode task) {
    var progress = task.path("progress");
    int total = progress.path("total_subtasks").asInt(task.path("subtasks").asInt());
    int completed = progress.path("completed").asInt(task.path("completed_subtasks").asInt());
    return total == 0 ? "" : completed + "/" + total;
  }

  /// Returns the workspace, with `~` for the home directory of the user.
  static String folder(JsonNode task) {
    var folder = Screen.text(task, "workspace");
    var home = System.getProperty("user.home", "");
    return !home.isEmpty() && (folder + "/").startsWith(home + "/")
        ? "~" + folder.substring(home.length())
        : folder;
  }
}
