package dev.loom.memory;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendResult;
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
  private final AppendListener listener;
  private final Queue<QueuedWrite> waiting = new ArrayDeque<>();
  private int waitingEvents;
  private int waitingStatements;
  private boolean writing;

  /// Whether a transaction may still be open that could not be rolled back. A lone statement would
  /// become a part of it, and be answered before its commit.
  private boolean transactionMayBeOpen;

  private boolean closingError;
  private final Promise<Void> idle = Promise.promise();

  /// Hears what becomes of appends, before their askers do.
  interface AppendListener {
    /// It is on disk.
    void onCommitted(QueuedAppend append);

    /// It is not recorded.
    ///
    /// @return whether later events of the same task were taken in already
    boolean onFailed(QueuedAppend append);
  }

  /// @param context the event loop all of this runs on
  WriteQueue(SqlConnection connection, Context context, AppendListener listener) {
    this.connection = connection;
    this.context = context;
    this.listener = listener;
  }

  /// Whether nothing more is taken in.
  boolean isClosing() {
    return closingError;
  }

  static ServiceException closingError() {
    return ServiceError.overloaded("The engine is closing; ask again when it runs.").toException();
  }

  /// @throws ServiceException when so many more events cannot wait
  void requireCapacity(int events) {
    if (waitingEvents + events > WAITING_EVENTS_MAX) {
      throw ServiceError.overloaded(
              waitingEvents + " events wait for the disk already; try again in a moment.")
          .toException();
    }
  }

  /// Records events. The future succeeds once they are on disk, and fails with a refusal.
  Future<AppendResult> append(QueuedAppend append) {
    waitingEvents += append.rows.size();
    add(append);
    return append.result.future();
  }

  /// Carries out one statement after everything that waits already.
  <T> Future<T> execute(Function<SqlConnection, Future<T>> statement) {
    if (closingError) {
      return Future.failedFuture(closingError());
    }
    if (waitingStatements >= WAITING_STATEMENTS_MAX) {
      return Future.failedFuture(
          ServiceError.overloaded(
                  waitingStatements + " statements wait for the disk; try again in a moment.")
              .toException());
    }
    var pending = new QueuedStatement<>(statement);
    waitingStatements++;
    add(pending);
    return pending.result();
  }

  private void add(QueuedWrite pending) {
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
        if (closingError) {
          idle.tryComplete();
        }
      }
      case QueuedAppend append -> write(nextBatch()).onComplete(ignored -> writeNext());
      case QueuedStatement<?> statement -> {
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
  private List<QueuedAppend> nextBatch() {
    var batch = new ArrayList<QueuedAppend>();
    var keys = new HashSet<String>();
    int events = 0;
    while (waiting.peek() instanceof QueuedAppend next
        && (batch.isEmpty() || events + next.rows.size() <= BATCH_EVENTS_MAX)
        && next.request.submission().map(submission -> keys.add(submission.key())).orElse(true)) {
      waiting.remove();
      events += next.rows.size();
      batch.add(next);
    }
    waitingEvents -= events;
    return batch;
  }

  private Future<Void> write(List<QueuedAppend> batch) {
    if (batch.stream().allMatch(append -> append.request.submission().isEmpty())) {
      return commitOrRetryEach(batch);
    }
    return IdempotencyKeyStore.taken(connection, batch)
        .recover(failure -> failAll(batch, failure))
        .compose(
            taken -> {
              taken.forEach((append, owner) -> fail(append, keyTaken(append, owner), batch));
              return commitOrRetryEach(incomplete(batch));
            });
  }

  private static ServiceException keyTaken(QueuedAppend append, TaskId owner) {
    return ServiceError.conflict(
            "The submission key '"
                + append.request.submission().orElseThrow().key()
                + "' belongs to task "
                + owner
                + " already; use another key for another task.")
        .toException();
  }

  private <T> Future<T> failAll(List<QueuedAppend> batch, Throwable failure) {
    batch.forEach(append -> fail(append, failure, batch));
    return Future.failedFuture(failure);
  }

  private static List<QueuedAppend> incomplete(List<QueuedAppend> batch) {
    return batch.stream().filter(append -> !append.result.future().isComplete()).toList();
  }

  private Future<Void> commitOrRetryEach(List<QueuedAppend> batch) {
    return batch.isEmpty()
        ? Future.succeededFuture()
        : commit(batch).recover(failure -> commitOneByOne(batch, failure));
  }

  private Future<Void> commit(List<QueuedAppend> batch) {
    if (batch.size() == 1 && batch.getFirst().isOneRow() && !transactionMayBeOpen) {
      // A statement outside a transaction is one, and takes one way to the worker instead of three.
      return AppendStatements.insertEvent(connection, batch.getFirst())
          .onSuccess(ignored -> complete(batch))
          .mapEmpty();
    }
    return connection
        .query("BEGIN IMMEDIATE")
        .execute()
        .onSuccess(ignored -> transactionMayBeOpen = false)
        .compose(ignored -> AppendStatements.insertAll(connection, batch))
        .compose(ignored -> connection.query("COMMIT").execute())
        .onSuccess(ignored -> complete(batch))
        .recover(this::rollBack)
        .mapEmpty();
  }

  private <T> Future<T> rollBack(Throwable failure) {
    return connection
        .query("ROLLBACK")
        .execute()
        .onComplete(done -> transactionMayBeOpen = done.failed())
        .transform(ignored -> Future.failedFuture(failure));
  }

  /// Makes sure that no transaction is open that a lone statement would fall into: only where none
  /// is open can one begin.
  private Future<Void> closeTransaction() {
    return transactionMayBeOpen
        ? connection
            .query("BEGIN IMMEDIATE")
            .execute()
            .transform(ignored -> connection.query("ROLLBACK").execute())
            .onSuccess(ignored -> transactionMayBeOpen = false)
            .mapEmpty()
        : Future.succeededFuture();
  }

  private void complete(List<QueuedAppend> batch) {
    for (var append : batch) {
      listener.onCommitted(append);
      append.result.complete(new AppendResult(append.request.lastSeq()));
    }
  }

  /// One append that cannot be written must not take the others of its transaction with it.
  private Future<Void> commitOneByOne(List<QueuedAppend> batch, Throwable failure) {
    if (batch.size() == 1) {
      fail(batch.getFirst(), failure, batch);
      return Future.succeededFuture();
    }
    Future<Void> done = Future.succeededFuture();
    for (var append : batch) {
      done =
          done.compose(
                  ignored ->
                      append.result.future().isComplete()
                          ? Future.succeededFuture()
                          : commit(List.of(append)))
              .recover(
                  singleFailure -> {
                    fail(append, singleFailure, batch);
                    return Future.succeededFuture();
                  });
    }
    return done;
  }

  /// What comes after events that are not recorded must not be recorded either, or there is a gap.
  private void fail(QueuedAppend append, Throwable failure, List<QueuedAppend> batch) {
    if (append.result.future().isComplete()) {
      return;
    }
    var later = listener.onFailed(append);
    append.result.fail(toServiceException(append, failure));
    if (later) {
      batch.forEach(other -> failLater(other, append.taskId()));
      waiting.removeIf(
          other -> other instanceof QueuedAppend next && failQueued(next, append.taskId()));
    }
  }

  private boolean failQueued(QueuedAppend append, TaskId task) {
    var exception = failLater(append, task);
    waitingEvents -= exception ? append.rows.size() : 0;
    return exception;
  }

  private boolean failLater(QueuedAppend append, TaskId task) {
    if (!append.taskId().equals(task) || append.result.future().isComplete()) {
      return false;
    }
    listener.onFailed(append);
    append.result.fail(
        ServiceError.failed("Events of task " + task + " before these could not be recorded.", true)
            .toException());
    return true;
  }

  private static ServiceException toServiceException(QueuedAppend append, Throwable failure) {
    if (failure instanceof ServiceException exception) {
      return exception;
    }
    LOG.log(Level.ERROR, "Events of task " + append.taskId() + " not written", failure);
    return ServiceError.failed("The database did not take it: " + failure.getMessage(), true)
        .toException();
  }

  /// Takes nothing more in, and waits until nothing is on its way to the disk. What came later
  /// would meet a connection that is closed already.
  Future<Void> close() {
    closingError = true;
    if (!writing) {
      idle.tryComplete();
    }
    return idle.future();
  }
}
