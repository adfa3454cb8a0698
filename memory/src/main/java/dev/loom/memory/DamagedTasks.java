package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/// Reads which tasks were lost to damage, so that they are not taken for tasks that never existed.
final class DamagedTasks {
  private static final String FIND = "SELECT reason FROM damaged_task WHERE task_id = ?";

  private DamagedTasks() {}

  /// Fails with the reason why a task is not stored.
  static <T> Future<T> failUnknown(Pool readers, TaskId task) {
    return Database.query(readers, FIND, task.value())
        .compose(
            rows ->
                Future.failedFuture(
                    rows.size() == 0
                        ? ServiceException.notFound("Task not found: " + task)
                        : ServiceException.failed(
                            "Task %s is lost: %s. To get it back, restore the database from a backup."
                                .formatted(task, rows.iterator().next().getString(0)),
                            false)));
  }
}
