package dev.loom.gateway.rest;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Caches the JSON of tasks for polling clients. `TaskReader` (memory) returns the same instance
/// until the task changes; the bus passes it by reference. Confined to one event loop.
final class TaskJsonCache {
  private static final int TASKS_MAX = 500;

  private final Map<TaskId, CachedTask> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskId, CachedTask> eldest) {
          return size() > TASKS_MAX;
        }
      };

  private record CachedTask(TaskSnapshot task, Buffer json) {}

  /// Returns the JSON view of a task.
  Buffer toJson(TaskSnapshot task) {
    var cached = cache.get(task.taskId());
    if (cached == null || cached.task() != task) {
      cached = new CachedTask(task, SuccessResponses.toJson(TaskView.from(task)));
      cache.put(task.taskId(), cached);
    }
    return cached.json();
  }
}
