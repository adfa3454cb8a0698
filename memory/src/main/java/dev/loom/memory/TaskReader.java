package dev.loom.memory;

import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Reads tasks. Caches recent snapshots, because tasks are read far more often than they change.
final class TaskReader {
  private static final int CACHED_SNAPSHOTS_MAX = 2_000;
  private static final String FIND =
      "SELECT task_id, status, goal, workspace, created_at, snapshot, checksum FROM task WHERE task_id = ?";
  private static final String LIST =
      """
      SELECT task_id, goal, visible_status, workspace, created_at,
        json_extract(state, '$.completed_at'),
        coalesce(json_array_length(state, '$.subtasks'), 0),
        (SELECT count(*) FROM json_each(listed.state, '$.subtasks') AS subtask
          WHERE json_extract(subtask.value, '$.status') = 'completed')
      FROM (
        SELECT *, iif(json_valid(snapshot), snapshot, '{}') AS state FROM (
          SELECT *, CASE
            WHEN status = 'executing' AND json_array_length(snapshot, '$.waiting_for') > 0
            THEN 'waiting_approval' ELSE status END AS visible_status
          FROM task)
        WHERE (? = '' OR instr(?, ',' || visible_status || ',') > 0)
          AND (? = '' OR (created_at, task_id) < (?, ?))
        ORDER BY created_at DESC, task_id DESC LIMIT ?) AS listed
      ORDER BY created_at DESC, task_id DESC
      """;
  private static final String CREATED_AT = "SELECT created_at FROM task WHERE task_id = ?";
  private static final String PENDING_DECISIONS =
      """
      SELECT task_id, goal, pending.value
      FROM task, json_each(task.snapshot, '$.waiting_for') AS pending
      WHERE status NOT IN ('completed', 'failed', 'cancelled')
      ORDER BY json_extract(pending.value, '$.expires_at') LIMIT ?
      """;

  private final Pool readers;
  private final LruCache<TaskId, TaskSnapshot> snapshots = new LruCache<>(CACHED_SNAPSHOTS_MAX);

  TaskReader(Pool readers) {
    this.readers = readers;
  }

  /// Caches a committed snapshot. Called on the event loop that handles all requests.
  void cache(TaskSnapshot task) {
    snapshots.put(task.taskId(), task);
  }

  Future<TaskSnapshot> find(FindTask request) {
    var cachedTask = snapshots.get(request.taskId());
    if (cachedTask != null) {
      return Future.succeededFuture(cachedTask);
    }
    return Database.query(readers, FIND, request.taskId().value())
        .compose(
            rows ->
                rows.size() == 0
                    ? Database.<Row>failUnknown(readers, request.taskId())
                    : Future.succeededFuture(rows.iterator().next()))
        .map(row -> cacheIfNewer(snapshot(request.taskId(), row)));
  }

  private static TaskSnapshot snapshot(TaskId task, Row row) {
    if (!RowChecksum.matches(
        row.getLong(6),
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getString(5))) {
      throw RowChecksum.damaged("Task " + task);
    }
    try {
      return Json.readStored(row.getString(5), TaskSnapshot.class);
    } catch (IllegalArgumentException exception) {
      throw ServiceException.failed(
          ("Task %s was written by another version of Loom and cannot be displayed (%s)."
                  + " Use that version, or submit the task again.")
              .formatted(task, exception.getMessage()),
          false);
    }
  }

  /// Caches a snapshot read from the database, unless a newer one was committed in the meantime.
  private TaskSnapshot cacheIfNewer(TaskSnapshot stored) {
    var cachedTask = snapshots.get(stored.taskId());
    if (cachedTask != null && cachedTask.lastSeq() >= stored.lastSeq()) {
      return cachedTask;
    }
    snapshots.put(stored.taskId(), stored);
    return stored;
  }

  Future<ListTasks.Found> list(ListTasks request) {
    var statusFilter =
        Database.listFilter(
            request.statuses().stream().map(status -> status.name().toLowerCase(Locale.ROOT)));
    var after = request.after().map(TaskId::value).orElse("");
    return createdAt(after)
        .compose(
            createdAt ->
                Database.query(
                    readers,
                    LIST,
                    statusFilter,
                    statusFilter,
                    after,
                    createdAt,
                    after,
                    request.countMax() + 1))
        .map(rows -> rows.stream().map(TaskReader::summary).toList())
        .map(
            tasks ->
                new ListTasks.Found(
                    tasks.stream().limit(request.countMax()).toList(),
                    tasks.size() > request.countMax()));
  }

  private Future<Long> createdAt(String task) {
    return task.isEmpty()
        ? Future.succeededFuture(0L)
        : Database.query(readers, CREATED_AT, task)
            .compose(rows -> Database.onlyRow(rows, "Task not found: " + task))
            .map(row -> row.getLong(0));
  }

  private static ListTasks.TaskSummary summary(Row row) {
    return new ListTasks.TaskSummary(
        new TaskId(row.getString(0)),
        row.getString(1),
        TaskStatus.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
        row.getString(3),
        EpochMicros.toInstant(row.getLong(4)),
        Optional.ofNullable(row.getString(5)).map(Instant::parse),
        row.getInteger(6),
        row.getInteger(7));
  }

  Future<ListPendingDecisions.Found> pendingDecisions(ListPendingDecisions request) {
    return Database.query(readers, PENDING_DECISIONS, request.countMax())
        .map(
            rows ->
                new ListPendingDecisions.Found(rows.stream().map(TaskReader::decision).toList()));
  }

  private static ListPendingDecisions.TaskDecision decision(Row row) {
    return new ListPendingDecisions.TaskDecision(
        new TaskId(row.getString(0)),
        row.getString(1),
        Json.readStored(row.getString(2), PendingDecision.class));
  }
}
