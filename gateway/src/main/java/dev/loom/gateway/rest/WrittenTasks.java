package dev.loom.gateway.rest;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.gateway.answer.Reply;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tasks as they were last written. Clients that poll ask for the same snapshot many times over,
/// and memory hands out the very same one until the task changes. Belongs to one event loop.
final class WrittenTasks {
  private static final int TASKS_MAX = 500;

  private final Map<TaskId, Written> written =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskId, Written> eldest) {
          return size() > TASKS_MAX;
        }
      };

  private record Written(TaskSnapshot task, Buffer json) {}

  /// A task in the words of the API, as JSON.
  Buffer of(TaskSnapshot task) {
    var last = written.get(task.taskId());
    if (last == null || last.task() != task) {
      last = new Written(task, Reply.bytes(TaskView.of(task)));
      written.put(task.taskId(), last);
    }
    return last.json();
  }
}
