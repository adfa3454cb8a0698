package dev.loom.memory;

import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.Appended;
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

/// The one writer of the journal: takes only events that follow on the last, and tells of them when
/// they are on disk. Everything here happens on one event loop.
final class JournalWriter {
  /// Tasks whose last number is remembered; others are looked up.
  private static final int TASKS_REMEMBERED_MAX = 50_000;

  private static final String LAST_SEQ = "SELECT max(seq) FROM event WHERE task_id = ?";
  private static final String SAME_EVENTS =
      "SELECT type, data, blobs FROM event WHERE task_id = ? AND seq BETWEEN ? AND ? ORDER BY seq";

  private final SqlConnection connection;
  private final WriteQueue queue;
  private final Consumer<JournalEntry> told;
  private final Consumer<TaskSnapshot> projected;
  private final Map<TaskId, Future<Long>> lookups = new HashMap<>();
  private final LeastRecent<TaskId, Long> lastSeqs = new LeastRecent<>(TASKS_REMEMBERED_MAX);

  /// @param context the event loop all of this runs on
  /// @param told hears every entry after its commit, in order
  /// @param projected hears every snapshot after its commit
  JournalWriter(
      SqlConnection connection,
      Context context,
      Consumer<JournalEntry> told,
      Consumer<TaskSnapshot> projected) {
    this.connection = connection;
    this.queue = new WriteQueue(connection, context, new Appends());
    this.told = told;
    this.projected = projected;
  }

  /// The line in front of the connection, for what else is written.
  WriteQueue queue() {
    return queue;
  }

  /// What becomes of appends.
  private final class Appends implements WriteQueue.Listener {
    @Override
    public void committed(PendingAppend append) {
      append.question.snapshot().ifPresent(projected);
      append.entries.forEach(told);
    }

    @Override
    public boolean refused(PendingAppend append) {
      var last = lastSeqs.get(append.taskId());
      lastSeqs.remove(append.taskId());
      return last != null && last > append.question.lastSeq();
    }
  }

  /// Records events. The future succeeds once they are on disk, and fails with a refusal.
  Future<Appended> append(AppendEvents question) {
    try {
      queue.requireRoom(question.events().size());
    } catch (RefusedException noRoom) {
      return Future.failedFuture(noRoom);
    }
    return lastSeq(question.taskId())
        .compose(
            last ->
                question.firstSeq() == last + 1 ? enqueue(question) : answerAgain(question, last));
  }

  /// Appends of one task wait for the same look at the disk, so that none overtakes another.
  private Future<Long> lastSeq(TaskId task) {
    var remembered = lastSeqs.get(task);
    if (remembered != null) {
      return Future.succeededFuture(remembered);
    }
    var running = lookups.get(task);
    return (running != null ? running : lookUp(task)).map(stored -> newest(task, stored));
  }

  /// An answer may come before this returns, so it is only remembered as running if it is.
  private Future<Long> lookUp(TaskId task) {
    var looking = storedLastSeq(task);
    if (!looking.isComplete()) {
      lookups.put(task, looking);
      looking.onComplete(ignored -> lookups.remove(task));
    }
    return looking;
  }

  private Future<Long> storedLastSeq(TaskId task) {
    return connection
        .preparedQuery(LAST_SEQ)
        .execute(Tuple.of(task.value()))
        .map(rows -> Objects.requireNonNullElse(rows.iterator().next().getLong(0), 0L));
  }

  /// What was taken in since counts more than what was on disk.
  private long newest(TaskId task, long stored) {
    var remembered = lastSeqs.get(task);
    if (remembered != null) {
      return remembered;
    }
    lastSeqs.put(task, stored);
    return stored;
  }

  private Future<Appended> enqueue(AppendEvents question) {
    if (queue.isClosing()) {
      return Future.failedFuture(WriteQueue.closing());
    }
    var append = new PendingAppend(question);
    lastSeqs.put(question.taskId(), question.lastSeq());
    return queue.append(append);
  }

  /// The asker may not have heard the first answer; the very same append is answered again, when
  /// what waits before it is on disk.
  private Future<Appended> answerAgain(AppendEvents question, long last) {
    var conflict =
        Refusal.conflict(
            "Task "
                + question.taskId()
                + " has events up to "
                + last
                + "; these begin at "
                + question.firstSeq()
                + ".");
    if (question.lastSeq() > last) {
      return Future.failedFuture(conflict.asException());
    }
    return queue
        .alone(writer -> stored(writer, question))
        .compose(
            stored ->
                stored.equals(wanted(question))
                    ? Future.succeededFuture(new Appended(question.lastSeq()))
                    : placeAfter(question, conflict));
  }

  /// What was under way when it was asked again may have failed since; then it is its turn.
  private Future<Appended> placeAfter(AppendEvents question, Refusal conflict) {
    return lastSeq(question.taskId())
        .compose(
            last ->
                question.firstSeq() == last + 1
                    ? enqueue(question)
                    : Future.failedFuture(conflict.asException()));
  }

  /// An event as it is compared.
  private record Same(String type, String data, String blobs) {}

  private static Future<List<Same>> stored(SqlConnection writer, AppendEvents question) {
    return writer
        .preparedQuery(SAME_EVENTS)
        .execute(Tuple.of(question.taskId().value(), question.firstSeq(), question.lastSeq()))
        .map(
            rows -> {
              var stored = new ArrayList<Same>();
              rows.forEach(
                  row ->
                      stored.add(new Same(row.getString(0), row.getString(1), row.getString(2))));
              return stored;
            });
  }

  private static List<Same> wanted(AppendEvents question) {
    return question.events().stream()
        .map(
            event -> {
              var stored = StoredEvent.of(event);
              return new Same(event.type().wireName(), stored.data(), stored.blobs());
            })
        .toList();
  }

  /// Takes nothing more in, and waits until nothing is on its way to the disk.
  Future<Void> close() {
    return queue.close();
  }
}
