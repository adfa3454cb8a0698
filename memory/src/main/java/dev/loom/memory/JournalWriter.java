package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// Appends events to journals without gaps and publishes them after their commit. Runs on one event
/// loop.
final class JournalWriter {
  /// Number of tasks whose last sequence number is cached.
  private static final int CACHED_TASKS_MAX = 50_000;

  private static final String POSITION =
      """
      SELECT (SELECT max(seq) FROM event WHERE event.task_id = asked.id), task_id, owner
      FROM (SELECT ? AS id) AS asked LEFT JOIN task ON task_id = asked.id
      """;
  private static final String SELECT_EVENTS =
      "SELECT type, data, blobs FROM event WHERE task_id = ? AND seq BETWEEN ? AND ? ORDER BY seq";

  private final SqlConnection connection;
  private final WriteQueue queue;
  private final Consumer<JournalEntry> onCommitted;
  private final Consumer<TaskSnapshot> onSnapshot;
  private final Map<TaskId, Future<Position>> lookups = new HashMap<>();
  private final LruCache<TaskId, Position> positions = new LruCache<>(CACHED_TASKS_MAX);

  /// Last event of a task and the engine that may append the next.
  ///
  /// @param isNew whether the task is not stored yet, so that any engine may begin it
  private record Position(long lastSeq, Optional<EngineId> owner, boolean isNew) {
    boolean admits(EngineId engine) {
      return isNew || owner.equals(Optional.of(engine));
    }
  }

  /// Creates a writer.
  ///
  /// @param context event loop of the writer
  /// @param onCommitted receives every entry after its commit, in order
  /// @param onSnapshot receives every snapshot after its commit
  JournalWriter(
      SqlConnection connection,
      Context context,
      DatabaseFiles files,
      Consumer<JournalEntry> onCommitted,
      Consumer<TaskSnapshot> onSnapshot) {
    this.connection = connection;
    this.queue = new WriteQueue(connection, context, files, new WriteListener());
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
      var last = positions.get(append.taskId());
      positions.remove(append.taskId());
      return last != null && last.lastSeq > append.request.lastSeq();
    }
  }

  /// Appends events. The future succeeds after the commit.
  Future<AppendEvents.Appended> append(AppendEvents request) {
    try {
      queue.requireCapacity(request.events().size());
    } catch (ServiceException exception) {
      return Future.failedFuture(exception);
    }
    return position(request.taskId())
        .compose(
            position -> {
              if (!position.admits(request.owner())) {
                return Future.failedFuture(notOwner(request));
              }
              return request.firstSeq() == position.lastSeq + 1
                  ? enqueue(request)
                  : replyToRepeatedAppend(request, position.lastSeq);
            });
  }

  private static ServiceException notOwner(AppendEvents request) {
    return ServiceException.conflict(
        ("Task %s does not belong to this engine: another one has taken it over. Nothing is"
                + " recorded.")
            .formatted(request.taskId()));
  }

  /// Gives tasks without a living owner to an engine. Their positions are looked up again.
  ///
  /// @param afterCrash whether the previous engine has not ended in order
  Future<ClaimTasks.Claimed> claim(ClaimTasks request, boolean afterCrash) {
    return queue
        .execute(writer -> TaskOwners.claim(writer, request, afterCrash))
        .onSuccess(claimed -> claimed.taskIds().forEach(positions::remove));
  }

  /// Returns the position of a task. Concurrent appends of a task share one lookup, which keeps
  /// their order.
  private Future<Position> position(TaskId task) {
    var cached = positions.get(task);
    if (cached != null) {
      return Future.succeededFuture(cached);
    }
    var lookup = lookups.get(task);
    return (lookup != null ? lookup : lookUp(task)).map(stored -> newest(task, stored));
  }

  /// Reads a position. Registers the lookup only while it runs; it may complete before this method
  /// returns.
  private Future<Position> lookUp(TaskId task) {
    var lookup = storedPosition(task);
    if (!lookup.isComplete()) {
      lookups.put(task, lookup);
      lookup.onComplete(ignored -> lookups.remove(task));
    }
    return lookup;
  }

  private Future<Position> storedPosition(TaskId task) {
    return Database.query(connection, POSITION, task.value())
        .map(
            rows -> {
              var row = rows.iterator().next();
              return new Position(
                  Objects.requireNonNullElse(row.getLong(0), 0L),
                  Optional.ofNullable(row.getString(2)).map(EngineId::new),
                  row.getString(1) == null);
            });
  }

  /// Prefers the cached position to the stored one, because queued appends may have advanced it.
  private Position newest(TaskId task, Position stored) {
    var cached = positions.putIfAbsent(task, stored);
    return cached == null ? stored : cached;
  }

  private Future<AppendEvents.Appended> enqueue(AppendEvents request) {
    if (queue.isClosing()) {
      return Future.failedFuture(WriteQueue.closingError());
    }
    var append = new QueuedAppend(request);
    positions.put(
        request.taskId(), new Position(request.lastSeq(), Optional.of(request.owner()), false));
    return queue.append(append);
  }

  /// Handles an append that does not follow the last event. A repeated append succeeds again, after
  /// all queued writes, because the caller may have missed the first reply.
  private Future<AppendEvents.Appended> replyToRepeatedAppend(AppendEvents request, long last) {
    var conflict =
        ServiceException.conflict(
            "Task %s has events up to %s; the request starts at %s."
                .formatted(request.taskId(), last, request.firstSeq()));
    if (request.lastSeq() > last) {
      return Future.failedFuture(conflict);
    }
    return queue
        .execute(writer -> storedEvents(writer, request))
        .compose(
            stored ->
                stored.equals(requestedEvents(request))
                    ? Future.succeededFuture(new AppendEvents.Appended(request.lastSeq()))
                    : enqueueIfNext(request, conflict));
  }

  /// Enqueues the append if it is the next one now, because a queued append failed meanwhile.
  private Future<AppendEvents.Appended> enqueueIfNext(
      AppendEvents request, ServiceException conflict) {
    return position(request.taskId())
        .compose(
            position ->
                position.admits(request.owner()) && request.firstSeq() == position.lastSeq + 1
                    ? enqueue(request)
                    : Future.failedFuture(conflict));
  }

  /// Columns compared to recognize a repeated append.
  private record EventRow(String type, String data, String blobs) {}

  private static Future<List<EventRow>> storedEvents(SqlConnection writer, AppendEvents request) {
    return Database.query(
            writer, SELECT_EVENTS, request.taskId().value(), request.firstSeq(), request.lastSeq())
        .map(
            rows ->
                rows.stream()
                    .map(row -> new EventRow(row.getString(0), row.getString(1), row.getString(2)))
                    .toList());
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
