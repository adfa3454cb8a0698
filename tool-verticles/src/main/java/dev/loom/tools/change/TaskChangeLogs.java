package dev.loom.tools.change;

import dev.loom.contracts.id.TaskId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Holds the task logs in use and recently used ones.
final class TaskChangeLogs {
  /// Exceeded only while all logs are in use.
  private static final int LOGS_MAX = 1_000;

  private final Path directory;
  private final Map<TaskId, TaskChangeLog> taskLogs = new LinkedHashMap<>(16, 0.75f, true);

  TaskChangeLogs(Path directory) {
    this.directory = directory;
  }

  boolean exists(TaskId taskId) {
    return Files.exists(file(taskId));
  }

  /// Returns the log of a task. The caller releases it.
  synchronized TaskChangeLog acquire(TaskId taskId) {
    var taskLog = taskLogs.computeIfAbsent(taskId, id -> new TaskChangeLog(id, file(id)));
    taskLog.acquire();
    if (taskLogs.size() > LOGS_MAX) {
      var leastRecent = taskLogs.values().iterator();
      while (taskLogs.size() > LOGS_MAX && leastRecent.hasNext()) {
        if (!leastRecent.next().isInUse()) {
          leastRecent.remove();
        }
      }
    }
    return taskLog;
  }

  private Path file(TaskId taskId) {
    return directory.resolve(taskId + ".jsonl");
  }
}
