package dev.loom.memory;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.AppendResult;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Appends events to journals without gaps and publishes them after their commit. Runs on one event
/// loop.
final class JournalWriter {
  /// Number of tasks whose last sequence number is cached.
  private static final int CACHED_TASKS_MAX = 50_000;

  private static final String LAST_SEQ = "SELECT max(seq) FROM event WHERE task_id = ?";
  private static final String SELECT_EVENTS =
      "SELECT type, data, blobs FROM event WHERE task_id = ? AND seq BETWEEN ? AND ? ORDER BY seq";

  private final SqlConnection connection;
  private final WriteQueue queue;
  private final Consumer<JournalEntry> onCommitted;
  private final Consumer<TaskSnapshot> onSnapshot;
  private final Map<TaskId, Future<Long>> lookups = new HashMap<>();
  private final LruCache<TaskId, Long> lastSeqs = new LruCache<>(CACHED_TASKS_MAX);

  /// Creates a writer.
  ///
  /// @param context event loop of the writer
  /// @param onCommitted receives every entry after its commit, in order
  /// @param onSnapshot receives every snapshot after its commit
  JournalWriter(
      SqlConnection connection,
      Context context,
      Consumer<JournalEntry> onCommitted,
      Consumer<TaskSnapshot> onSnapshot) {
    this.connection = connection;
    this.queue = new WriteQueue(connection, context, new WriteListener());
    this.onCommitted = onCommitted;
    this.onSnapshot = onSnapshot;
  }

  /// Returns the queue, for other writes on the same connection.
  WriteQueue queue() {
    return queue;
  }

  /// Updates the cached sequence numbers and notifies the subscribers.
  private final class WriteListener implements WriteQueue.AppendListener {
    @Override
    public void onCommitted(QueuedAppend append) {
      append.request.snapshot().ifPresent(onSnapshot);
      append.entries.forEach(onCommitted);
    }

    @Override
    public boolean onFailed(QueuedAppend append) {
      var last = lastSeqs.get(append.taskId());
      lastSeqs.remove(append.taskId());
      return last != null && last > append.request.lastSeq();
    }
  }

  /// Appends events. The future succeeds after the commit.
  Future<AppendResult> append(AppendEvents request) {
    try {
      queue.requireCapacity(request.events().size());
    } catch (ServiceException exception) {
      return Future.failedFuture(exception);
    }
    return lastSeq(request.taskId())
        .compose(
            last ->
                request.firstSeq() == last + 1
                    ? enqueue(request)
                    : replyToRepeatedAppend(request, last));
  }

  /// Returns the last sequence number. Concurrent appends of a task share one lookup, which keeps
  /// their order.
  private Future<Long> lastSeq(TaskId task) {
    var cached = lastSeqs.get(task);
    if (cached != null) {
      return Future.succeededFuture(cached);
    }
    var lookup = lookups.get(task);
    return (lookup != null ? lookup : lookUp(task)).map(stored -> newest(task, stored));
  }

  /// Reads the last sequence number. Registers the lookup only while it runs; it may complete
  /// before this method returns.
  private Future<Long> lookUp(TaskId task) {
    var lookup = storedLastSeq(task);
    if (!lookup.isComplete()) {
      lookups.put(task, lookup);
      lookup.onComplete(ignored -> lookups.remove(task));
    }
    return lookup;
  }

  private Future<Long> storedLastSeq(TaskId task) {
    return connection
        .preparedQuery(LAST_SEQ)
        .execute(Tuple.of(task.value()))
        .map(rows -> Objects.requireNonNullElse(rows.iterator().next().getLong(0), 0L));
  }

  /// Prefers the cached number to the stored one, because queued appends may have advanced it.
  private long newest(TaskId task, long stored) {
    var cached = lastSeqs.get(task);
    if (cached != null) {
      return cached;
    }
    lastSeqs.put(task, stored);
    return stored;
  }

  private Future<AppendResult> enqueue(AppendEvents request) {
    if (queue.isClosing()) {
      return Future.failedFuture(WriteQueue.closingError());
    }
    var append = new QueuedAppend(request);
    lastSeqs.put(request.taskId(), request.lastSeq());
    return queue.append(append);
  }

  /// Handles an append that does not follow the last event. A repeated append succeeds again, after
  /// all queued writes, because the caller may have missed the first reply.
  private Future<AppendResult> replyToRepeatedAppend(AppendEvents request, long last) {
    var conflict =
        ServiceError.conflict(
            "Task "
                + request.taskId()
                + " has events up to "
                + last
                + "; the request starts at "
                + request.firstSeq()
                + ".");
    if (request.lastSeq() > last) {
      return Future.failedFuture(conflict.toException());
    }
    return queue
        .execute(writer -> storedEvents(writer, request))
        .compose(
            stored ->
                stored.equals(requestedEvents(request))
                    ? Future.succeededFuture(new AppendResult(request.lastSeq()))
                    : enqueueIfNext(request, conflict));
  }

  /// Enqueues the append if it is the next one now, because a queued append failed meanwhile.
  private Future<AppendResult> enqueueIfNext(AppendEvents request, ServiceError conflict) {
    return lastSeq(request.taskId())
        .compose(
            last ->
                request.firstSeq() == last + 1
                    ? enqueue(request)
                    : Future.failedFuture(conflict.toException()));
  }

  /// Columns compared to recognize a repeated append.
  private record EventRow(String type, String data, String blobs) {}

  private static Future<List<EventRow>> storedEvents(SqlConnection writer, AppendEvents request) {
    return writer
        .preparedQuery(SELECT_EVENTS)
        .execute(Tuple.of(request.taskId().value(), request.firstSeq(), request.lastSeq()))
        .map(
            rows -> {
              var stored = new ArrayList<EventRow>();
              rows.forEach(
                  row ->
                      stored.add(
                          new EventRow(row.getString(0), row.getString(1), row.getString(2))));
              return stored;
            });
  }

  private static List<EventRow> requestedEvents(AppendEvents request) {
    return request.events().stream()
        .map(
            event -> {
              var stored = StoredEvent.encode(event);
              return new EventRow(event.type().wireName(), stored.data(), stored.blobs());
            })
        .toList();
  }

  /// Stops accepting appends and completes when all queued writes are done.
  Future<Void> close() {
    return queue.close();
  }
}
