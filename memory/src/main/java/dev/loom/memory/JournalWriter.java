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
import java.util.List;
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
    } catch (RefusedException overloaded) {
      return Future.failedFuture(overloaded);
    }
    return lastSeq(question)
        .compose(
            last ->
                question.firstSeq() == last + 1 ? enqueue(question) : answerAgain(question, last));
  }

  private Future<Long> lastSeq(AppendEvents question) {
    var remembered = lastSeqs.get(question.taskId());
    return remembered != null ? Future.succeededFuture(remembered) : storedLastSeq(question);
  }

  private Future<Long> storedLastSeq(AppendEvents question) {
    return connection
        .preparedQuery(LAST_SEQ)
        .execute(Tuple.of(question.taskId().value()))
        .map(rows -> rows.iterator().next().getLong(0))
        .map(
            stored -> {
              // Another append of the same task may have been taken in since this one asked.
              var remembered = lastSeqs.get(question.taskId());
              long last = remembered != null ? remembered : stored == null ? 0 : stored;
              lastSeqs.put(question.taskId(), last);
              return last;
            });
  }

  private Future<Appended> enqueue(AppendEvents question) {
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

  /// Waits until nothing is on its way to the disk.
  Future<Void> drain() {
    return queue.drain();
  }
}
