package dev.loom.memory;

import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.Appended;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/// The one writer of the journal, with group commit: while one transaction is on its way to the
/// disk, whatever arrives becomes the next one. Everything here happens on one event loop.
///
/// Transactions are spelled out as statements: after a `withTransaction` of this JDBC client, later
/// writes on the same connection report success and are not committed.
final class JournalWriter {
  /// The largest transaction.
  static final int BATCH_EVENTS_MAX = 4_096;

  /// More than this many events waiting, and appends are refused as overloaded.
  static final int WAITING_EVENTS_MAX = 200_000;

  /// Tasks whose last number is remembered; others are looked up.
  private static final int TASKS_REMEMBERED_MAX = 50_000;

  private static final Logger LOG = System.getLogger(JournalWriter.class.getName());
  private static final String INSERT_EVENT =
      "INSERT INTO event (task_id, seq, type, version, at, data, blobs) VALUES (?, ?, ?, ?, ?, ?, ?)";
  private static final String INSERT_BLOB =
      "INSERT INTO blob (sha256, text) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String UPSERT_TASK =
      """
      INSERT INTO task (task_id, status, goal, workspace, created_at, snapshot)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET status = excluded.status, snapshot = excluded.snapshot
      """;
  private static final String LAST_SEQ = "SELECT max(seq) FROM event WHERE task_id = ?";
  private static final String SAME_EVENTS =
      "SELECT data FROM event WHERE task_id = ? AND seq BETWEEN ? AND ? ORDER BY seq";

  private final SqlConnection connection;
  private final Context context;
  private final Consumer<JournalEntry> told;
  private final Consumer<TaskSnapshot> projected;
  private final Queue<PendingAppend> waiting = new ArrayDeque<>();
  private final LeastRecent<TaskId, Long> lastSeqs = new LeastRecent<>(TASKS_REMEMBERED_MAX);

  /// The last append of each task that is not on disk yet.
  private final Map<TaskId, PendingAppend> underway = new HashMap<>();

  private int waitingEvents;
  private boolean writing;

  /// Whether a transaction may still be open that could not be rolled back. A lone statement would
  /// become a part of it, and be answered before its commit.
  private boolean mayBeOpen;

  /// @param context the event loop all of this runs on
  /// @param told hears every entry after its commit, in order
  /// @param projected hears every snapshot after its commit
  JournalWriter(
      SqlConnection connection,
      Context context,
      Consumer<JournalEntry> told,
      Consumer<TaskSnapshot> projected) {
    this.connection = connection;
    this.context = context;
    this.told = told;
    this.projected = projected;
  }

  /// Records events. The future succeeds once they are on disk, and fails with a refusal.
  Future<Appended> append(AppendEvents question) {
    if (waitingEvents + question.events().size() > WAITING_EVENTS_MAX) {
      return Future.failedFuture(
          Refusal.overloaded(
                  waitingEvents + " events wait for the disk already; try again in a moment.")
              .asException());
    }
    return lastSeq(question).compose(last -> place(question, last));
  }

  private Future<Appended> place(AppendEvents question, long last) {
    if (question.firstSeq() == last + 1) {
      return enqueue(new PendingAppend(question));
    }
    var ahead = underway.get(question.taskId());
    // Asked again while it is on its way: what it becomes is not known before.
    return ahead != null && question.firstSeq() <= ahead.question.lastSeq()
        ? ahead.answer.future().transform(ignored -> append(question))
        : answerAgain(question, last);
  }

  private Future<Long> lastSeq(AppendEvents question) {
    var remembered = lastSeqs.get(question.taskId());
    if (remembered != null) {
      return Future.succeededFuture(remembered);
    }
    return connection
        .preparedQuery(LAST_SEQ)
        .execute(Tuple.of(question.taskId().value()))
        .map(rows -> rows.iterator().next().getLong(0))
        .map(last -> rememberRead(question.taskId(), last == null ? 0 : last));
  }

  /// More may have been appended while the number was being read.
  private long rememberRead(TaskId task, long read) {
    var known = lastSeqs.get(task);
    if (known == null) {
      lastSeqs.put(task, read);
    }
    return known == null ? read : known;
  }

  /// The asker may not have heard the first answer; the very same append is answered again.
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
    var wanted = question.events().stream().map(event -> StoredEvent.of(event).data()).toList();
    return connection
        .preparedQuery(SAME_EVENTS)
        .execute(Tuple.of(question.taskId().value(), question.firstSeq(), question.lastSeq()))
        .compose(
            rows -> {
              var stored = new ArrayList<String>();
              rows.forEach(row -> stored.add(row.getString(0)));
              return stored.equals(wanted)
                  ? Future.succeededFuture(new Appended(question.lastSeq()))
                  : Future.failedFuture(conflict.asException());
            });
  }

  private Future<Appended> enqueue(PendingAppend append) {
    lastSeqs.put(append.question.taskId(), append.question.lastSeq());
    underway.put(append.question.taskId(), append);
    waiting.add(append);
    waitingEvents += append.rows.size();
    if (!writing) {
      writing = true;
      // Appends that arrive in the same turn of the loop go into the same transaction.
      context.runOnContext(ignored -> writeNext());
    }
    return append.answer.future();
  }

  private void writeNext() {
    var batch = new ArrayList<PendingAppend>();
    int events = 0;
    while (!waiting.isEmpty()
        && (batch.isEmpty() || events + waiting.peek().rows.size() <= BATCH_EVENTS_MAX)) {
      events += waiting.peek().rows.size();
      batch.add(waiting.remove());
    }
    if (batch.isEmpty()) {
      writing = false;
      return;
    }
    waitingEvents -= events;
    commit(batch)
        .recover(failure -> commitOneByOne(batch, failure))
        .onComplete(ignored -> writeNext());
  }

  private Future<Void> commit(List<PendingAppend> batch) {
    if (batch.size() == 1 && batch.getFirst().isOneRow() && !mayBeOpen) {
      // A statement outside a transaction is one, and takes one way to the worker instead of three.
      return connection
          .preparedQuery(INSERT_EVENT)
          .execute(batch.getFirst().rows.getFirst())
          .onSuccess(ignored -> committed(batch))
          .mapEmpty();
    }
    return connection
        .query("BEGIN IMMEDIATE")
        .execute()
        .onSuccess(ignored -> mayBeOpen = false)
        .compose(ignored -> insert(batch))
        .compose(ignored -> connection.query("COMMIT").execute())
        .onSuccess(ignored -> committed(batch))
        .recover(failure -> rollBack(failure))
        .mapEmpty();
  }

  private <T> Future<T> rollBack(Throwable failure) {
    return connection
        .query("ROLLBACK")
        .execute()
        .onComplete(done -> mayBeOpen = done.failed())
        .transform(ignored -> Future.failedFuture(failure));
  }

  private Future<?> insert(List<PendingAppend> batch) {
    var events = new ArrayList<Tuple>();
    var blobs = new LinkedHashMap<String, String>();
    var snapshots = new LinkedHashMap<TaskId, TaskSnapshot>();
    for (var append : batch) {
      events.addAll(append.rows);
      blobs.putAll(append.texts);
      append.question.snapshot().ifPresent(task -> snapshots.put(task.taskId(), task));
    }
    Future<?> done = connection.preparedQuery(INSERT_EVENT).executeBatch(events);
    if (!blobs.isEmpty()) {
      var rows = blobs.entrySet().stream().map(e -> Tuple.of(e.getKey(), e.getValue())).toList();
      done = done.compose(ignored -> connection.preparedQuery(INSERT_BLOB).executeBatch(rows));
    }
    if (!snapshots.isEmpty()) {
      var rows = snapshots.values().stream().map(JournalWriter::row).toList();
      done = done.compose(ignored -> connection.preparedQuery(UPSERT_TASK).executeBatch(rows));
    }
    return done;
  }

  private static Tuple row(TaskSnapshot task) {
    return Tuple.of(
        task.taskId().value(),
        Json.write(task.status()).replace("\"", ""),
        task.spec().goal(),
        task.spec().workspace(),
        Micros.of(task.createdAt()),
        Json.write(task));
  }

  private void committed(List<PendingAppend> batch) {
    for (var append : batch) {
      append.question.snapshot().ifPresent(projected);
      append.entries.forEach(told);
      underway.remove(append.question.taskId(), append);
      append.answer.complete(new Appended(append.question.lastSeq()));
    }
  }

  /// One append that cannot be written must not take the others of its transaction with it.
  private Future<Void> commitOneByOne(List<PendingAppend> batch, Throwable failure) {
    if (batch.size() == 1) {
      refuse(batch.getFirst(), failure);
      return Future.succeededFuture();
    }
    var refused = new HashSet<TaskId>();
    Future<Void> done = Future.succeededFuture();
    for (var append : batch) {
      done =
          done.compose(ignored -> commitUnlessBehind(refused, append))
              .recover(
                  alone -> {
                    refused.add(append.question.taskId());
                    refuse(append, alone);
                    return Future.succeededFuture();
                  });
    }
    return done;
  }

  private Future<Void> commitUnlessBehind(Set<TaskId> refused, PendingAppend append) {
    return refused.contains(append.question.taskId())
        ? Future.failedFuture(behind().asException())
        : commit(List.of(append));
  }

  private static Refusal behind() {
    return Refusal.failed("The events before these were not written.", true);
  }

  private void refuse(PendingAppend append, Throwable failure) {
    var task = append.question.taskId();
    lastSeqs.remove(task);
    LOG.log(Level.ERROR, "Events of task " + task + " not written", failure);
    fail(
        append,
        failure instanceof RefusedException refused
            ? refused.refusal()
            : Refusal.failed("The database did not take it: " + failure.getMessage(), true));
    // Written without it, what waits behind it would leave a gap.
    var followers = waiting.stream().filter(each -> each.question.taskId().equals(task)).toList();
    waiting.removeAll(followers);
    for (var follower : followers) {
      waitingEvents -= follower.rows.size();
      fail(follower, behind());
    }
  }

  private void fail(PendingAppend append, Refusal refusal) {
    underway.remove(append.question.taskId(), append);
    append.answer.fail(refusal.asException());
  }

  /// Waits until nothing is on its way to the disk.
  Future<Void> drain() {
    if (!writing) {
      return Future.succeededFuture();
    }
    Promise<Void> drained = Promise.promise();
    context.runOnContext(ignored -> drain().onComplete(drained));
    return drained.future();
  }
}
