package dev.loom.memory;

import dev.loom.contracts.journal.CheckStorage.StorageHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Looks after an open database every second: notices that its files are gone, and empties the
/// write-ahead log when nothing is being written, so that a crash leaves little in it. Runs on the
/// event loop of the storage.
final class Maintenance {
  private static final long PERIOD_MILLIS = 1_000;

  /// Size of the log at which it is written to the file even if writes go on. At the 4 MB after
  /// which SQLite does that by default it would delay one commit in a few dozen.
  private static final long LOG_BYTES_MAX = 32L * 1024 * 1024;

  /// Pause after an attempt to empty the log failed because something is being read from it.
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Vertx vertx;
  private final Database database;
  private final WriteQueue queue;
  private final DatabaseFiles files;
  private final List<String> damage;
  private final long timer;
  private boolean running;
  private long retryAt = System.nanoTime();
  private Optional<String> obstacle = Optional.empty();

  /// @param damage what was found when the database was opened
  Maintenance(
      Vertx vertx, Database database, WriteQueue queue, DatabaseFiles files, List<String> damage) {
    this.vertx = vertx;
    this.database = database;
    this.queue = queue;
    this.files = files;
    this.damage = damage;
    this.timer = vertx.setPeriodic(PERIOD_MILLIS, ignored -> run());
  }

  /// State of the files.
  private record Findings(Optional<String> obstacle, long logBytes) {}

  private Findings examine() throws IOException {
    files.findOverwriting();
    return new Findings(files.findObstacle(), files.logBytes());
  }

  private void run() {
    if (running) {
      return;
    }
    running = true;
    vertx
        .executeBlocking(this::examine)
        .compose(this::apply)
        .onComplete(ignored -> running = false);
  }

  private Future<?> apply(Findings findings) {
    obstacle = findings.obstacle;
    var isIdle = queue.isIdleFor(PERIOD_MILLIS) && System.nanoTime() - retryAt >= 0;
    if (findings.logBytes == 0 || !isIdle && findings.logBytes < LOG_BYTES_MAX) {
      return Future.succeededFuture();
    }
    return queue
        .executeQuietly(connection -> database.checkpoint(isIdle))
        .onComplete(
            emptied ->
                retryAt = System.nanoTime() + (emptied.result() == Boolean.TRUE ? 0 : RETRY_NANOS))
        // Also a failed one, for want of space for instance, may have written the first page.
        .transform(ignored -> vertx.executeBlocking(files::rememberCheckpoint));
  }

  /// Returns whether events can be recorded. If the last one could not, tries it with a write that
  /// changes nothing.
  Future<StorageHealth> check() {
    return queue.lastFailure().isEmpty()
        ? Future.succeededFuture(health())
        : queue
            .execute(
                connection ->
                    connection.query("UPDATE engine SET started_at = started_at").execute())
            .transform(ignored -> Future.succeededFuture(health()));
  }

  private StorageHealth health() {
    var problems = new ArrayList<String>();
    files.failure().map(Throwable::getMessage).ifPresent(problems::add);
    obstacle.ifPresent(problems::add);
    queue.lastFailure().ifPresent(problems::add);
    var accepts = problems.isEmpty();
    problems.addAll(damage);
    return new StorageHealth(accepts, problems);
  }

  /// Returns whether no file of the database was deleted, replaced or overwritten.
  boolean isInPlace() {
    return files.failure().isEmpty();
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
