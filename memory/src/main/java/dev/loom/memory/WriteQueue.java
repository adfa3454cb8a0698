package dev.loom.memory;

import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.Appended;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/// The line in front of the one connection that writes, with group commit: while one transaction is
/// on its way to the disk, whatever arrives becomes the next one. Everything here happens on one
/// event loop.
///
/// Transactions are spelled out as statements: after a `withTransaction` of this JDBC client, later
/// writes on the same connection report success and are not committed. Everything else that writes
/// waits here too, or it would become part of a transaction that is open just then.
final class WriteQueue {
  /// The largest transaction.
  static final int BATCH_EVENTS_MAX = 4_096;

  /// More than this many events waiting, and appends are refused as overloaded.
  static final int WAITING_EVENTS_MAX = 200_000;

  /// More than this many statements waiting, and further ones are refused as overloaded.
  static final int WAITING_STATEMENTS_MAX = 10_000;

  private static final Logger LOG = System.getLogger(WriteQueue.class.getName());

  private final SqlConnection connection;
  private final Context context;
  private final Listener listener;
  private final Queue<Pending> waiting = new ArrayDeque<>();
  private int waitingEvents;
  private int waitingStatements;
  private boolean writing;

  /// Whether a transaction may still be open that could not be rolled back. A lone statement would
  /// become a part of it, and be answered before its commit.
  private boolean mayBeOpen;

  private boolean closing;
  private final Promise<Void> idle = Promise.promise();

  /// Hears what becomes of appends, before their askers do.
  interface Listener {
    /// It is on disk.
    void committed(PendingAppend append);

    /// It is not recorded.
    ///
    /// @return whether later events of the same task were taken in already
    boolean refused(PendingAppend append);
  }

  /// @param context the event loop all of this runs on
  WriteQueue(SqlConnection connection, Context context, Listener listener) {
    this.connection = connection;
    this.context = context;
    this.listener = listener;
  }

  /// Whether nothing more is taken in.
  boolean isClosing() {
    return closing;
  }

  static RefusedException closing() {
    return Refusal.overloaded("The engine is closing; ask again when it runs.").asException();
  }

  /// @throws RefusedException when so many more events cannot wait
  void requireRoom(int events) {
    if (waitingEvents + events > WAITING_EVENTS_MAX) {
      throw Refusal.overloaded(
              waitingEvents + " events wait for the disk already; try again in a moment.")
          .asException();
    }
  }

  /// Records events. The future succeeds once they are on disk, and fails with a refusal.
  Future<Appended> append(PendingAppend append) {
    waitingEvents += append.rows.size();
    add(append);
    return append.answer.future();
  }

  /// Carries out one statement after everything that waits already.
  <T> Future<T> alone(Function<SqlConnection, Future<T>> statement) {
    if (closing) {
      return Future.failedFuture(closing());
    }
    if (waitingStatements >= WAITING_STATEMENTS_MAX) {
      return Future.failedFuture(
          Refusal.overloaded(
                  waitingStatements + " statements wait for the disk; try again in a moment.")
              .asException());
    }
    var pending = new PendingStatement<>(statement);
    waitingStatements++;
    add(pending);
    return pending.answer();
  }

  private void add(Pending pending) {
    waiting.add(pending);
    if (!writing) {
      writing = true;
      // Appends that arrive in the same turn of the loop go into the same transaction.
      context.runOnContext(ignored -> writeNext());
    }
  }

  private void writeNext() {
    switch (waiting.peek()) {
      case null -> {
        writing = false;
        if (closing) {
          idle.tryComplete();
        }
      }
      case PendingAppend append -> write(nextBatch()).onComplete(ignored -> writeNext());
      case PendingStatement<?> statement -> {
        waiting.remove();
        waitingStatements--;
        closeTransaction()
            .<Void>transform(
                closed ->
                    (closed.failed() ? statement.fail(closed.cause()) : statement.run(connection))
                        .mapEmpty())
            .onComplete(ignored -> writeNext());
      }
    }
  }

  /// Two appends with the same submission key never share a transaction: the first may fail for a
  /// reason of its own, and then the second is right.
  private List<PendingAppend> nextBatch() {
    var batch = new ArrayList<PendingAppend>();
    var keys = new HashSet<String>();
    int events = 0;
    while (waiting.peek() instanceof PendingAppend next
        && (batch.isEmpty() || events + next.rows.size() <= BATCH_EVENTS_MAX)
        && next.question.submission().map(submission -> keys.add(submission.key())).orElse(true)) {
      waiting.remove();
      events += next.rows.size();
      batch.add(next);
    }
    waitingEvents -= events;
    return batch;
  }

  private Future<Void> write(List<PendingAppend> batch) {
    if (batch.stream().allMatch(append -> append.question.submission().isEmpty())) {
      return commitOrSingle(batch);
    }
    return SubmissionStore.taken(connection, batch)
        .recover(failure -> refuseAll(batch, failure))
        .compose(
            taken -> {
              taken.forEach((append, owner) -> refuse(append, keyTaken(append, owner), batch));
              return commitOrSingle(unanswered(batch));
            });
  }

  private static RefusedException keyTaken(PendingAppend append, TaskId owner) {
    return Refusal.conflict(
            "The submission key '"
                + append.question.submission().orElseThrow().key()
                + "' belongs to task "
                + owner
                + " already; use another key for another task.")
        .asException();
  }

  private <T> Future<T> refuseAll(List<PendingAppend> batch, Throwable failure) {
    batch.forEach(append -> refuse(append, failure, batch));
    return Future.failedFuture(failure);
  }

  private static List<PendingAppend> unanswered(List<PendingAppend> batch) {
    return batch.stream().filter(append -> !append.answer.future().isComplete()).toList();
  }

  private Future<Void> commitOrSingle(List<PendingAppend> batch) {
    return batch.isEmpty()
        ? Future.succeededFuture()
        : commit(batch).recover(failure -> commitOneByOne(batch, failure));
  }

  private Future<Void> commit(List<PendingAppend> batch) {
    if (batch.size() == 1 && batch.getFirst().isOneRow() && !mayBeOpen) {
      // A statement outside a transaction is one, and takes one way to the worker instead of three.
      return Recording.event(connection, batch.getFirst())
          .onSuccess(ignored -> committed(batch))
          .mapEmpty();
    }
    return connection
        .query("BEGIN IMMEDIATE")
        .execute()
        .onSuccess(ignored -> mayBeOpen = false)
        .compose(ignored -> Recording.all(connection, batch))
        .compose(ignored -> connection.query("COMMIT").execute())
        .onSuccess(ignored -> committed(batch))
        .recover(this::rollBack)
        .mapEmpty();
  }

  private <T> Future<T> rollBack(Throwable failure) {
    return connection
        .query("ROLLBACK")
        .execute()
        .onComplete(done -> mayBeOpen = done.failed())
        .transform(ignored -> Future.failedFuture(failure));
  }

  /// Makes sure that no transaction is open that a lone statement would fall into: only where none
  /// is open can one begin.
  private Future<Void> closeTransaction() {
    return mayBeOpen
        ? connection
            .query("BEGIN IMMEDIATE")
            .execute()
            .transform(ignored -> connection.query("ROLLBACK").execute())
            .onSuccess(ignored -> mayBeOpen = false)
            .mapEmpty()
        : Future.succeededFuture();
  }

  private void committed(List<PendingAppend> batch) {
    for (var append : batch) {
      listener.committed(append);
      append.answer.complete(new Appended(append.question.lastSeq()));
    }
  }

  /// One append that cannot be written must not take the others of its transaction with it.
  private Future<Void> commitOneByOne(List<PendingAppend> batch, Throwable failure) {
    if (batch.size() == 1) {
      refuse(batch.getFirst(), failure, batch);
      return Future.succeededFuture();
    }
    Future<Void> done = Future.succeededFuture();
    for (var append : batch) {
      done =
          done.compose(
                  ignored ->
                      append.answer.future().isComplete()
                          ? Future.succeededFuture()
                          : commit(List.of(append)))
              .recover(
                  alone -> {
                    refuse(append, alone, batch);
                    return Future.succeededFuture();
                  });
    }
    return done;
  }

  /// What comes after events that are not recorded must not be recorded either, or there is a gap.
  private void refuse(PendingAppend append, Throwable failure, List<PendingAppend> batch) {
    if (append.answer.future().isComplete()) {
      return;
    }
    var later = listener.refused(append);
    append.answer.fail(refusal(append, failure));
    if (later) {
      batch.forEach(other -> refuseLater(other, append.taskId()));
      waiting.removeIf(
          other -> other instanceof PendingAppend next && refuseWaiting(next, append.taskId()));
    }
  }

  private boolean refuseWaiting(PendingAppend append, TaskId task) {
    var refused = refuseLater(append, task);
    waitingEvents -= refused ? append.rows.size() : 0;
    return refused;
  }

  private boolean refuseLater(PendingAppend append, TaskId task) {
    if (!append.taskId().equals(task) || append.answer.future().isComplete()) {
      return false;
    }
    listener.refused(append);
    append.answer.fail(
        Refusal.failed("Events of task " + task + " before these could not be recorded.", true)
            .asException());
    return true;
  }

  private static RefusedException refusal(PendingAppend append, Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused;
    }
    LOG.log(Level.ERROR, "Events of task " + append.taskId() + " not written", failure);
    return Refusal.failed("The database did not take it: " + failure.getMessage(), true)
        .asException();
  }

  /// Takes nothing more in, and waits until nothing is on its way to the disk. What came later
  /// would meet a connection that is closed already.
  Future<Void> close() {
    closing = true;
    if (!writing) {
      idle.tryComplete();
    }
    return idle.future();
  }
}
