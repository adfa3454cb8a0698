package dev.loom.cli.commands;

import dev.loom.cli.client.LoomClient;
import dev.loom.contracts.id.TaskId;

/// Resolves task IDs that a user shortened.
final class TaskIds {
  private static final int PREFIX_CHARS_MIN = 4;
  private static final int GENERATED_CHARS = 16;
  private static final int TASKS_SEARCHED = 1000;

  private TaskIds() {}

  /// Returns the path of a task in the REST API. An ID shorter than generated ones is looked up
  /// among the newest 1,000 tasks; one that none of them begins with is left to the engine.
  ///
  /// @throws IllegalArgumentException if several tasks begin with it
  static String path(LoomClient client, TaskId id) throws InterruptedException {
    var prefix = id.value();
    if (prefix.length() < PREFIX_CHARS_MIN || prefix.length() >= GENERATED_CHARS) {
      return "/tasks/" + prefix;
    }
    var matches =
        client
            .get("/tasks?limit=" + TASKS_SEARCHED)
            .valueStream()
            .map(task -> task.path("task_id").asText())
            .filter(task -> task.startsWith(prefix))
            .toList();
    if (matches.size() > 1 && !matches.contains(prefix)) {
      throw new IllegalArgumentException(
          "Several tasks begin with " + prefix + ": " + String.join(", ", matches));
    }
    return "/tasks/" + (matches.size() == 1 ? matches.getFirst() : prefix);
  }
}
