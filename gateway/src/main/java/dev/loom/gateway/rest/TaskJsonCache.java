package dev.loom.gateway.rest;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.gateway.response.ApiResponses;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tasks as they were last written. Clients that poll ask for the same snapshot many times over,
/// and memory hands out the very same one until the task changes. Belongs to one event loop.
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

  /// A task in the words of the API, as JSON.
  Buffer toJson(TaskSnapshot task) {
    var last = cache.get(task.taskId());
    if (last == null || last.task() != task) {
      last = new CachedTask(task, ApiResponses.toJson(TaskView.from(task)));
      cache.put(task.taskId(), last);
    }
    return last.json();
  }
}
