package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.append;
import static dev.loom.memory.MemoryFixture.planning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WriteQueueTest {
  private static final TaskId TASK = new TaskId("t");

  @TempDir Path directory;
  private FaultyDriver driver;
  private DatabaseFixture database;
  private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
  private WriteQueue queue;

  @BeforeEach
  void open() throws SQLException {
    driver = FaultyDriver.install();
    database = new DatabaseFixture(directory);
    queue =
        new WriteQueue(
            database.database.writer(),
            database.context,
            new DatabaseFiles(database.file, database.database.mainFile(), List.of()),
            new WriteQueue.AppendListener() {
              @Override
              public void onCommitted(QueuedAppend append) {
                outcomes.add("committed " + append.request.firstSeq());
              }

              @Override
              public boolean onFailed(QueuedAppend append) {
                outcomes.add("failed " + append.request.firstSeq());
                return true;
              }
            });
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
    driver.uninstall();
  }

  private static QueuedAppend queued(TaskId task, long seq) {
    return new QueuedAppend(append(task, seq, planning("a")));
  }

  private Future<Integer> countEvents() {
    return queue.execute(
        connection ->
            connection
                .query("SELECT count(*) FROM event")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0)));
  }

  private Future<?> deleteEvents() {
    return queue.execute(connection -> connection.query("DELETE FROM event").execute());
  }

  private static ServiceError error(Executable action) {
    return assertThrows(ServiceException.class, action).error();
  }

  @Test
  void appendsOfOneTickShareATransaction() {
    var commits = new AtomicInteger();
    driver.inject(
        new FaultyDriver.Faults() {
          @Override
          public void afterCommit(int commit) {
            commits.set(commit);
          }
        });
    database.call(() -> Future.all(queue.append(queued(TASK, 1)), queue.append(queued(TASK, 2))));
    assertEquals(1, commits.get());
    assertEquals(2, database.call(this::countEvents));
  }

  @Test
  void statementRunsAfterEverythingQueuedBefore() {
    var count =
        database.call(
            () -> {
              queue.append(queued(TASK, 1));
              var before = countEvents();
              queue.append(queued(TASK, 2));
              return before;
            });
    assertEquals(1, count);
  }

  /// Reported as WiseLibs/better-sqlite3#1237, holon-run/holon#2850 and get-bb/bb#2190: SQLite
  /// writes on to a deleted file.
  @ParameterizedTest
  @ValueSource(strings = {"", "-wal", "-shm"})
  void aDeletedOrReplacedFileStopsAllWritesUntilItIsBack(String suffix) throws Exception {
    database.call(() -> queue.append(queued(TASK, 1)));
    var file = database.file.resolveSibling("loom.db" + suffix);
    var moved = directory.resolve("moved");
    Files.move(file, moved);
    for (var replaced : List.of(false, true)) {
      if (replaced) {
        Files.copy(moved, file);
      }
      var error = error(() -> database.call(() -> queue.append(queued(TASK, 2))));
      assertTrue(error.detail().contains(file + " was deleted, moved or replaced"), error.detail());
      assertTrue(error(() -> database.call(this::countEvents)).retryable());
    }
    Files.move(moved, file, StandardCopyOption.REPLACE_EXISTING);
    database.call(() -> queue.append(queued(TASK, 2)));
    assertEquals(2, database.call(this::countEvents));
  }

  @Test
  void listenerIsCalledBeforeTheCaller() {
    database.call(
        () -> queue.append(queued(TASK, 1)).onComplete(result -> outcomes.add("replied")));
    assertEquals(List.of("committed 1", "replied"), outcomes);
  }

  @Test
  void failedAppendFailsLaterOnesOfItsTaskOnly() throws SQLException {
    MemoryFixture.execute(
        database.file,
        "CREATE TRIGGER t BEFORE INSERT ON event WHEN NEW.seq = 1 AND NEW.task_id = 't'"
            + " BEGIN SELECT RAISE(ABORT, 'no'); END");
    var other = queued(new TaskId("other"), 1);
    var first = queued(TASK, 1);
    var second = queued(TASK, 2);
    database
        .start(() -> Future.join(queue.append(first), queue.append(other), queue.append(second)))
        .otherwiseEmpty()
        .await();
    assertTrue(other.result.future().succeeded());
    assertEquals(
        ServiceException.failed("Earlier events of task t could not be recorded.", true).error(),
        error(second.result.future()::await));
    assertEquals(1, database.call(this::countEvents));
  }

  @Test
  void everyWriteWhileAnotherProgramLocksTheFileCanBeRetried() throws SQLException {
    driver.pragma("PRAGMA busy_timeout = 1");
    try (var other = DriverManager.getConnection(Database.url(database.file, ""));
        var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (var round = 1; round <= 3; round++) {
        var batch = List.of(queued(TASK, 1), queued(TASK, 2));
        batch.forEach(append -> database.start(() -> queue.append(append)));
        for (var append : batch) {
          var error = error(append.result.future()::await);
          assertTrue(error.retryable(), error::toString);
        }
        var failure = assertThrows(Exception.class, () -> database.call(this::deleteEvents));
        assertTrue(failure.getMessage().contains("SQLITE_BUSY"), failure::toString);
        assertTrue(
            !(failure instanceof ServiceException e) || e.error().retryable(), failure::toString);
      }
      statement.execute("ROLLBACK");
    }
    database.call(() -> queue.append(queued(TASK, 1)));
    assertEquals(1, database.call(this::countEvents));
  }

  @Test
  void eventsBeyondTheCapacityAreRejected() {
    queue.requireCapacity(WriteQueue.WAITING_EVENTS_MAX);
    var error = error(() -> queue.requireCapacity(WriteQueue.WAITING_EVENTS_MAX + 1));
    assertEquals(ServiceError.Code.OVERLOADED, error.code());
  }

  @Test
  void statementsBeyondTheCapacityAreRejected() {
    var last =
        database.start(
            () -> {
              for (int i = 0; i < WriteQueue.WAITING_STATEMENTS_MAX; i++) {
                queue.execute(connection -> Future.succeededFuture());
              }
              return queue.execute(connection -> Future.succeededFuture());
            });
    assertEquals(ServiceError.Code.OVERLOADED, error(last::await).code());
  }

  @Test
  void closingWaitsForQueuedWritesAndRejectsNewStatements() {
    var append = queued(TASK, 1);
    database.call(
        () -> {
          queue.append(append);
          return queue.close();
        });
    assertTrue(append.result.future().succeeded());
    assertEquals(
        ServiceError.Code.OVERLOADED, error(() -> database.call(this::countEvents)).code());
  }
}
