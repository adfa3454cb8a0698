package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class StorageFaultTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  private static final int ATTEMPTS_MAX = 50;

  @TempDir Path directory;
  private FaultyDriver driver;
  private Vertx vertx;
  private Bus bus;

  @BeforeEach
  void open() throws SQLException {
    driver = FaultyDriver.install();
    vertx = Vertx.vertx();
    bus = Bus.on(vertx);
    vertx.deployVerticle(new MemoryVerticle(file(), 2)).await();
    MemoryFixture.registerEngine(file());
  }

  @AfterEach
  void close() throws SQLException {
    driver.inject(FaultyDriver.NONE);
    vertx.close().await();
    driver.uninstall();
  }

  private Path file() {
    return directory.resolve("loom.db");
  }

  private static AppendEvents append(TaskId task, long firstSeq, String... goals) {
    var events = new ArrayList<TaskEvent.Recorded>();
    for (var goal : goals) {
      events.add(new TaskEvent.TaskPlanning(goal, 1));
    }
    return new AppendEvents(
        task,
        MemoryFixture.ENGINE,
        firstSeq,
        AT,
        events,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /// Repeats an append until it succeeds, as a task does.
  private void appendWithRetries(AppendEvents append) throws InterruptedException {
    for (int asks = 1; ; asks++) {
      try {
        assertEquals(
            new AppendEvents.Appended(append.lastSeq()),
            bus.request(Addresses.JOURNAL_APPEND, append));
        return;
      } catch (ServiceException failure) {
        if (!failure.error().retryable() || asks == ATTEMPTS_MAX) {
          throw failure;
        }
      }
    }
  }

  /// Reads the sequence numbers of a task with another connection.
  private List<Long> stored(TaskId task) throws SQLException {
    var seqs = new ArrayList<Long>();
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file() + "?open_mode=1");
        var rows =
            other
                .createStatement()
                .executeQuery(
                    "SELECT seq FROM event WHERE task_id = '" + task + "' ORDER BY seq")) {
      while (rows.next()) {
        seqs.add(rows.getLong(1));
      }
    }
    return seqs;
  }

  private void assertConcurrentAppendsAreStoredOnce() throws Exception {
    int tasks = 8;
    int appends = 25;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reply = new ArrayList<Callable<Void>>();
      for (int t = 0; t < tasks; t++) {
        var task = new TaskId("t" + t);
        reply.add(
            () -> {
              for (int i = 0; i < appends; i++) {
                appendWithRetries(append(task, 2L * i + 1, "a" + i, "b" + i));
              }
              return null;
            });
      }
      for (var asked : threads.invokeAll(reply)) {
        asked.get();
      }
    }
    for (int t = 0; t < tasks; t++) {
      var seqs = stored(new TaskId("t" + t));
      assertEquals(2 * appends, seqs.size());
      assertEquals(2L * appends, seqs.getLast());
    }
  }

  @Test
  void failedCommitsLoseAndDuplicateNothing() throws Exception {
    driver.inject(
        new FaultyDriver.Faults() {
          @Override
          public void beforeCommit(int commit) throws SQLException {
            failEveryThird(commit);
          }
        });
    assertConcurrentAppendsAreStoredOnce();
  }

  @Test
  void commitsReportedAsFailedLoseAndDuplicateNothing() throws Exception {
    driver.inject(
        new FaultyDriver.Faults() {
          @Override
          public void afterCommit(int commit) throws SQLException {
            failEveryThird(commit);
          }
        });
    assertConcurrentAppendsAreStoredOnce();
  }

  private static void failEveryThird(int commit) throws SQLException {
    if (commit % 3 == 0) {
      throw new SQLException("commit " + commit + " fails for the test");
    }
  }

  @Test
  void failedAppendAlsoFailsLaterOnesOfItsTaskSoThatNoGapRemains() throws Exception {
    var task = new TaskId("t");
    appendWithRetries(append(task, 1, "a"));
    for (boolean before : List.of(true, false)) {
      var allSent = new CountDownLatch(1);
      driver.inject(new FailFirstCommit(before, allSent));
      long next = stored(task).size() + 1;
      var replies = new ArrayList<Future<AppendEvents.Appended>>();
      for (int i = 0; i < 5; i++) {
        replies.add(bus.requestAsync(Addresses.JOURNAL_APPEND, append(task, next + i, "p" + i)));
      }
      // This reply implies that all appends have been received.
      bus.request(Addresses.JOURNAL_READ, new ReadEvents(task, 0, 1));
      allSent.countDown();
      Future.join(replies).otherwiseEmpty().await();
      driver.inject(FaultyDriver.NONE);
      var seqs = stored(task);
      assertEquals((long) seqs.size(), seqs.getLast(), () -> "a gap: " + seqs);
      for (int i = 0; i < 5; i++) {
        appendWithRetries(append(task, next + i, "p" + i));
      }
      assertEquals(next + 4, stored(task).size());
    }
  }

  /// Fails the first commit, before or after it is performed.
  private record FailFirstCommit(boolean isBefore, CountDownLatch latch)
      implements FaultyDriver.Faults {
    @Override
    public void beforeCommit(int commit) throws SQLException {
      fail(isBefore && commit == 1);
    }

    @Override
    public void afterCommit(int commit) throws SQLException {
      fail(!isBefore && commit == 1);
    }

    private void fail(boolean now) throws SQLException {
      if (now) {
        StorageFaultTest.wait(latch);
        throw new SQLException("injected commit failure");
      }
    }
  }

  private static void wait(CountDownLatch latch) throws SQLException {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      throw new SQLException(interrupted);
    }
  }

  /// Delays the first commit, or the first insertion before it.
  private static final class Slow implements FaultyDriver.Faults {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    private final boolean atInsertion;

    Slow(boolean atInsertion) {
      this.atInsertion = atInsertion;
    }

    @Override
    public void beforeCommit(int commit) throws SQLException {
      if (!atInsertion && commit == 1) {
        await();
      }
    }

    @Override
    public void afterInsertion() throws SQLException {
      if (atInsertion) {
        await();
      }
    }

    private void await() throws SQLException {
      reached.countDown();
      StorageFaultTest.wait(release);
    }
  }

  @Test
  void repetitionOfARunningAppendWaitsForItsCommit() throws Exception {
    for (boolean atInsertion : List.of(false, true)) {
      var task = new TaskId("asked-again-" + atInsertion);
      var slow = new Slow(atInsertion);
      driver.inject(slow);
      var append = append(task, 1, "a", "b");
      assertThrows(
          ServiceException.class,
          () -> bus.requestAsync(Addresses.JOURNAL_APPEND, append, Duration.ofMillis(300)).await());
      slow.reached.await();
      var behind = append(new TaskId("behind-" + atInsertion), 1, "c", "d");
      var first = bus.requestAsync(Addresses.JOURNAL_APPEND, behind);
      var repeated = bus.requestAsync(Addresses.JOURNAL_APPEND, behind);
      var storedAtReply =
          bus.requestAsync(Addresses.JOURNAL_APPEND, append).map(ignored -> storedNow(task));
      slow.release.countDown();
      assertEquals(List.of(1L, 2L), storedAtReply.await());
      assertEquals(new AppendEvents.Appended(2), first.await());
      assertEquals(new AppendEvents.Appended(2), repeated.await());
    }
  }

  private List<Long> storedNow(TaskId task) {
    try {
      return stored(task);
    } catch (SQLException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  @Test
  void readsDoNotWaitForASlowCommit() throws Exception {
    var task = new TaskId("t");
    appendWithRetries(append(task, 1, "a"));
    var slow = new Slow(false);
    driver.inject(slow);
    var reply = bus.requestAsync(Addresses.JOURNAL_APPEND, append(task, 2, "b"));
    slow.reached.await();
    assertEquals(
        1, bus.request(Addresses.JOURNAL_READ, new ReadEvents(task, 0, 10)).entries().size());
    slow.release.countDown();
    assertEquals(new AppendEvents.Appended(2), reply.await());
  }

  @Test
  void nothingIsAcknowledgedInsideATransactionThatFailedToRollBack() throws Exception {
    var task = new TaskId("t");
    driver.inject(
        new FaultyDriver.Faults() {
          @Override
          public void beforeCommit(int commit) throws SQLException {
            if (commit == 1) {
              throw new SQLException("injected commit failure");
            }
          }

          private boolean failed;

          @Override
          public void beforeRollback() throws SQLException {
            if (!failed) {
              failed = true;
              throw new SQLException("injected rollback failure");
            }
          }
        });
    assertThrows(
        ServiceException.class,
        () -> bus.request(Addresses.JOURNAL_APPEND, append(task, 1, "a", "b")));
    appendWithRetries(append(new TaskId("other"), 1, "alone"));
    assertEquals(List.of(1L), stored(new TaskId("other")));
    appendWithRetries(append(task, 1, "a", "b"));
    assertEquals(List.of(1L, 2L), stored(task));
  }

  @Test
  void fullDiskFailsAppendsUntilSpaceIsAvailable() throws Exception {
    var task = new TaskId("t");
    appendWithRetries(append(task, 1, "a"));
    driver.pragma("PRAGMA max_page_count = 1");
    var big = append(task, 2, "x".repeat(100_000));
    for (int i = 0; i < 3; i++) {
      var failure =
          assertThrows(ServiceException.class, () -> bus.request(Addresses.JOURNAL_APPEND, big));
      assertTrue(failure.error().retryable());
      assertTrue(failure.getMessage().contains("full"), failure.getMessage());
      assertEquals(
          1, bus.request(Addresses.JOURNAL_READ, new ReadEvents(task, 0, 10)).entries().size());
    }
    driver.pragma("PRAGMA max_page_count = 1000000");
    appendWithRetries(big);
    assertEquals(List.of(1L, 2L), stored(task));
  }

  @Test
  void appendToAReadOnlyDatabaseFailsPermanently() throws Exception {
    var task = new TaskId("t");
    appendWithRetries(append(task, 1, "a"));
    driver.pragma("PRAGMA query_only = 1");
    var failure =
        assertThrows(
            ServiceException.class,
            () -> bus.request(Addresses.JOURNAL_APPEND, append(task, 2, "b")));
    assertFalse(failure.error().retryable(), failure.getMessage());
    assertTrue(failure.getMessage().contains("readonly"), failure.getMessage());
    driver.pragma("PRAGMA query_only = 0");
    appendWithRetries(append(task, 2, "b"));
  }

  /// Overwrites the root page of the journal while the engine runs; the other tables stay readable.
  @Test
  void appendToADamagedJournalFailsPermanently() throws Exception {
    var task = new TaskId("t");
    appendWithRetries(append(task, 1, "a"));
    vertx.close().await();
    long page;
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file());
        var root =
            other
                .createStatement()
                .executeQuery(
                    "SELECT (SELECT page_size FROM pragma_page_size) * (rootpage - 1)"
                        + " FROM sqlite_schema WHERE name = 'event'")) {
      page = root.getLong(1);
    }
    vertx = Vertx.vertx();
    bus = Bus.on(vertx);
    vertx.deployVerticle(new MemoryVerticle(file(), 2)).await();
    MemoryFixture.registerEngine(file());
    try (var bytes = new RandomAccessFile(file().toFile(), "rw")) {
      bytes.seek(page);
      bytes.write("not a page of a table".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    for (int tries = 0; tries < 2; tries++) {
      var append = append(new TaskId("other"), 1, "b");
      var failure =
          assertThrows(ServiceException.class, () -> bus.request(Addresses.JOURNAL_APPEND, append));
      assertFalse(failure.error().retryable(), failure.getMessage());
      assertTrue(failure.getMessage().contains("malformed"), failure.getMessage());
    }
    assertEquals(0, bus.request(Addresses.TASK_LIST, new ListTasks(Set.of(), 9)).tasks().size());
  }

  /// SQLite rolls back the whole transaction when the disk is full; statements that follow would
  /// form a transaction of their own.
  @Test
  void diskFullDuringAnAppendWritesNothingOfIt() throws Exception {
    var task = new TaskId("t");
    appendWithRetries(append(task, 1, "a"));
    driver.pragma("PRAGMA max_page_count = 1");
    var whole =
        new AppendEvents(
            task,
            MemoryFixture.ENGINE,
            2,
            AT,
            List.of(new TaskEvent.TaskPlanning("x".repeat(100_000), 1)),
            Optional.of(MemoryFixture.snapshot(task, TaskStatus.COMPLETED, Optional.empty())),
            Optional.empty(),
            List.of(new Observation(PatternType.RETRY_PATTERN, "a kind", Map.of())));
    assertThrows(ServiceException.class, () -> bus.request(Addresses.JOURNAL_APPEND, whole));
    assertEquals(List.of(1L), stored(task));
    assertEquals(0, rows("task"));
    assertEquals(0, rows("pattern"));
    driver.pragma("PRAGMA max_page_count = 1000000");
    appendWithRetries(whole);
    assertEquals(List.of(1L, 2L), stored(task));
    assertEquals(1, rows("task"));
    assertEquals(1, rows("pattern"));
  }

  private int rows(String table) throws SQLException {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file() + "?open_mode=1");
        var count = other.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
      return count.getInt(1);
    }
  }
}
