package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import io.vertx.core.AsyncResult;
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
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Queues writes for the single write connection and commits appends in groups: all appends that
/// arrive during a transaction form the next one. Runs on one event loop.
///
/// Transactions are explicit statements, because after `withTransaction` of this JDBC client later
/// writes on the same connection report success without being committed. All other requests that
/// write use this queue too, so that their statements never become part of an open transaction.
final class WriteQueue {
  /// Maximum number of events per transaction.
  static final int BATCH_EVENTS_MAX = 4_096;

  /// Maximum number of queued events; further appends fail as overloaded.
  static final int WAITING_EVENTS_MAX = 200_000;

  /// Maximum number of queued statements; further ones fail as overloaded.
  static final int WAITING_STATEMENTS_MAX = 10_000;

  private static final Logger LOG = System.getLogger(WriteQueue.class.getName());

  private final SqlConnection connection;
  private final Context context;
  private final DatabaseFiles files;
  private final AppendListener listener;
  private final Queue<QueuedWrite> waiting = new ArrayDeque<>();
  private int waitingEvents;
  private int waitingStatements;
  private boolean writing;

  /// Whether a failed rollback may have left a transaction open. A statement executed then would be
  /// acknowledged before its commit.
  private boolean transactionMayBeOpen;

  private boolean closing;

  /// Why the latest write failed.
  private Optional<String> lastFailure = Optional.empty();

  private long lastWriteNanos = System.nanoTime();
  private final Promise<Void> idle = Promise.promise();

  /// Write waiting in the queue: an append, committed together with others, or a statement,
  /// executed alone.
  sealed interface QueuedWrite permits QueuedAppend, QueuedStatement {}

  /// Statement that is executed outside transactions.
  record QueuedStatement<T>(Function<SqlConnection, Future<T>> statement, Promise<T> result)
      implements QueuedWrite {
    /// Executes the statement if the connection is free of a transaction, else fails. The future
    /// completes when the connection is free again.
    Future<Void> run(AsyncResult<SqlConnection> connection) {
      (connection.succeeded()
              ? Future.succeededFuture(connection.result()).compose(statement)
              : Future.<T>failedFuture(rejected(connection.cause())))
          .onComplete(result);
      return result.future().mapEmpty();
    }
  }

  /// Receives the outcome of appends before their callers do.
  interface AppendListener {
    /// Called after the commit.
    void onCommitted(QueuedAppend append);

    /// Called if the append was not recorded.
    ///
    /// @return whether later events of the same task are already queued
    boolean onFailed(QueuedAppend append);
  }

  /// Creates a queue.
  ///
  /// @param context event loop of the queue
  /// @param files checked before each transaction
  WriteQueue(
      SqlConnection connection, Context context, DatabaseFiles files, AppendListener listener) {
    this.connection = connection;
    this.context = context;
    this.files = files;
    this.listener = listener;
  }

  /// Reports whether the queue has stopped accepting writes.
  boolean isClosing() {
    return closing;
  }

  static ServiceException closingError() {
    return ServiceException.overloaded("The engine is closing; retry after it has restarted.");
  }

  /// Returns why the latest write failed, if it did and may succeed later.
  Optional<String> lastFailure() {
    return lastFailure;
  }

  /// Returns whether nothing was written for a while.
  boolean isIdleFor(long millis) {
    return !writing && System.nanoTime() - lastWriteNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// Checks the capacity for more events.
  ///
  /// @throws ServiceException if the queue is full
  void requireCapacity(int events) {
    if (waitingEvents + events > WAITING_EVENTS_MAX) {
      throw ServiceException.overloaded(
          waitingEvents + " events are waiting to be written; retry in a moment.");
    }
  }

  /// Queues an append. The future succeeds after the commit and fails with a [ServiceException].
  Future<AppendEvents.Appended> append(QueuedAppend append) {
    waitingEvents += append.rows.size();
    add(append);
    return append.result.future();
  }

  /// Executes a statement after everything queued before it.
  <T> Future<T> execute(Function<SqlConnection, Future<T>> statement) {
    lastWriteNanos = System.nanoTime();
    return executeQuietly(statement).onComplete(this::remember);
  }

  private void remember(AsyncResult<?> result) {
    lastWriteNanos = System.nanoTime();
    lastFailure =
        Optional.ofNullable(result.cause())
            .filter(
                failure ->
                    !(failure instanceof ServiceException) && DatabaseErrors.isRetryable(failure))
            .map(failure -> rejected(failure).getMessage());
  }

  /// Executes a statement that does not count as a write.
  <T> Future<T> executeQuietly(Function<SqlConnection, Future<T>> statement) {
    if (closing) {
      return Future.failedFuture(closingError());
    }
    if (waitingStatements >= WAITING_STATEMENTS_MAX) {
      return Future.failedFuture(
          ServiceException.overloaded(
              waitingStatements + " statements are waiting to be executed; retry in a moment."));
    }
    var queued = new QueuedStatement<>(statement, Promise.promise());
    waitingStatements++;
    add(queued);
    return queued.result.future();
  }

  private void add(QueuedWrite write) {
    waiting.add(write);
    if (!writing) {
      writing = true;
      // Deferred, so that appends of the same event loop tick share a transaction.
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
      case QueuedAppend append -> {
        var batch = nextBatch();
        requireFiles()
            .recover(failure -> failAll(batch, failure))
            .compose(ignored -> write(batch))
            .onComplete(ignored -> writeNext());
      }
      case QueuedStatement<?> statement -> {
        waiting.remove();
        waitingStatements--;
        requireFiles()
            .compose(ignored -> closeTransaction())
            .map(connection)
            .transform(statement::run)
            .onComplete(ignored -> writeNext());
      }
    }
  }

  private Future<Void> requireFiles() {
    return files
        .failure()
        .<Future<Void>>map(Future::failedFuture)
        .orElseGet(Future::succeededFuture);
  }

  /// Takes the next batch. Appends with the same idempotency key are never batched together: if the
  /// first one fails, the second is valid.
  private List<QueuedAppend> nextBatch() {
    var batch = new ArrayList<QueuedAppend>();
    var keys = new HashSet<String>();
    int events = 0;
    while (waiting.peek() instanceof QueuedAppend next
        && (batch.isEmpty() || events + next.rows.size() <= BATCH_EVENTS_MAX)
        && next.request.idempotencyKey().map(key -> keys.add(key.key())).orElse(true)) {
      waiting.remove();
      events += next.rows.size();
      batch.add(next);
    }
    waitingEvents -= events;
    return batch;
  }

  private Future<Void> write(List<QueuedAppend> batch) {
    if (batch.stream().allMatch(append -> append.request.idempotencyKey().isEmpty())) {
      return commitOrRetryEach(batch);
    }
    return SqliteIdempotencyKeys.findTaken(connection, batch)
        .recover(failure -> failAll(batch, failure))
        .compose(
            taken -> {
              taken.forEach((append, owner) -> fail(append, keyTaken(append, owner), batch));
              return commitOrRetryEach(incomplete(batch));
            });
  }

  private static ServiceException keyTaken(QueuedAppend append, TaskId owner) {
    return ServiceException.conflict(
        ("The idempotency key '%s' is already used by task %s; use another key for another"
                + " task.")
            .formatted(append.request.idempotencyKey().orElseThrow().key(), owner));
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
        : commit(batch)
            .onComplete(this::remember)
            .recover(failure -> commitOneByOne(batch, failure));
  }

  private Future<Void> commit(List<QueuedAppend> batch) {
    if (batch.size() == 1 && batch.getFirst().isOneRow() && !transactionMayBeOpen) {
      // A single statement is atomic and needs one round trip to the worker instead of three.
      return AppendBatchWriter.insertEvent(connection, batch.getFirst())
          .onSuccess(ignored -> complete(batch))
          .mapEmpty();
    }
    return closeTransaction()
        .compose(ignored -> connection.query("BEGIN IMMEDIATE").execute())
        .compose(ignored -> AppendBatchWriter.insertAll(connection, batch))
        .compose(ignored -> connection.query("COMMIT").execute())
        .onSuccess(ignored -> complete(batch))
        .recover(this::rollBack)
        .mapEmpty();
  }

  private <T> Future<T> rollBack(Throwable failure) {
    return connection
        .query("ROLLBACK")
        .execute()
        .onComplete(result -> transactionMayBeOpen = result.failed())
        .transform(ignored -> Future.failedFuture(failure));
  }

  /// Rolls back a transaction that may be open. Begins one first, so that there always is one,
  /// unless another program holds the lock: then that is the failure, and not the rollback.
  private Future<Void> closeTransaction() {
    return transactionMayBeOpen
        ? connection
            .query("BEGIN IMMEDIATE")
            .execute()
            .transform(
                begun ->
                    connection
                        .query("ROLLBACK")
                        .execute()
                        .recover(
                            failure ->
                                Future.failedFuture(begun.failed() ? begun.cause() : failure)))
            .onSuccess(ignored -> transactionMayBeOpen = false)
            .mapEmpty()
        : Future.succeededFuture();
  }

  private void complete(List<QueuedAppend> batch) {
    for (var append : batch) {
      listener.onCommitted(append);
      append.result.complete(new AppendEvents.Appended(append.request.lastSeq()));
    }
  }

  /// Commits each append on its own, so that one invalid append does not fail the others.
  private Future<Void> commitOneByOne(List<QueuedAppend> batch, Throwable failure) {
    if (batch.size() == 1) {
      fail(batch.getFirst(), failure, batch);
      return Future.succeededFuture();
    }
    Future<Void> commits = Future.succeededFuture();
    for (var append : batch) {
      commits =
          commits
              .compose(
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
    return commits;
  }

  /// Fails an append and, to avoid gaps, all later events of its task.
  private void fail(QueuedAppend append, Throwable failure, List<QueuedAppend> batch) {
    if (append.result.future().isComplete()) {
      return;
    }
    var hasLater = listener.onFailed(append);
    append.result.fail(toServiceException(append, failure));
    if (hasLater) {
      batch.forEach(other -> failLater(other, append.taskId()));
      waiting.removeIf(
          other -> other instanceof QueuedAppend next && failQueued(next, append.taskId()));
    }
  }

  private boolean failQueued(QueuedAppend append, TaskId task) {
    var failed = failLater(append, task);
    waitingEvents -= failed ? append.rows.size() : 0;
    return failed;
  }

  private boolean failLater(QueuedAppend append, TaskId task) {
    if (!append.taskId().equals(task) || append.result.future().isComplete()) {
      return false;
    }
    listener.onFailed(append);
    append.result.fail(
        ServiceException.failed(
            "Earlier events of task " + task + " could not be recorded.", true));
    return true;
  }

  private static ServiceException toServiceException(QueuedAppend append, Throwable failure) {
    if (failure instanceof ServiceException exception) {
      return exception;
    }
    LOG.log(Level.ERROR, "Could not write events of task " + append.taskId(), failure);
    return rejected(failure);
  }

  static ServiceException rejected(Throwable failure) {
    return DatabaseErrors.toException("The database rejected the write", failure);
  }

  /// Stops accepting writes and completes when all queued writes are done.
  Future<Void> close() {
    closing = true;
    if (!writing) {
      idle.tryComplete();
    }
    return idle.future();
  }
}
