package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MemoryVerticleTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00.000001Z");
  private static final SubtaskId S1 = new SubtaskId("s1");

  @TempDir Path directory;
  private Vertx vertx;
  private Bus bus;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    bus = Bus.on(vertx);
    vertx.deployVerticle(new MemoryVerticle(file(), 2)).await();
    MemoryFixture.registerEngine(file());
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void reopen() {
    close();
    open();
  }

  private Path file() {
    return directory.resolve("loom.db");
  }

  private static TaskEvent.Recorded planning(String goal) {
    return new TaskEvent.TaskPlanning(goal, 1);
  }

  private static AppendEvents append(TaskId task, long firstSeq, TaskEvent.Recorded... events) {
    return new AppendEvents(
        task,
        MemoryFixture.ENGINE,
        firstSeq,
        AT,
        List.of(events),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static TaskSnapshot snapshot(TaskId task, TaskStatus status, Instant createdAt) {
    return new TaskSnapshot(
        task,
        status,
        TaskSpec.create("goal of " + task, "/tmp"),
        new TaskSnapshot.Times(createdAt, createdAt, Optional.empty()),
        1,
        0,
        List.of(),
        TaskSnapshot.Result.NONE,
        Budget.NONE,
        TaskSnapshot.Interaction.NONE);
  }

  private void accept(TaskId task, TaskStatus status, Instant createdAt) throws Exception {
    bus.request(
        Addresses.JOURNAL_APPEND,
        new AppendEvents(
            task,
            MemoryFixture.ENGINE,
            1,
            createdAt,
            List.of(planning("x")),
            Optional.of(snapshot(task, status, createdAt)),
            Optional.empty(),
            List.of()));
  }

  /// Counts the events visible to another connection.
  private long committedEvents() throws Exception {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file() + "?open_mode=1");
        var rows = other.createStatement().executeQuery("SELECT count(*) FROM event")) {
      return rows.getLong(1);
    }
  }

  private List<JournalEntry> read(TaskId task, long after) throws Exception {
    return bus.request(Addresses.JOURNAL_READ, new ReadEvents(task, after, 1_000)).entries();
  }

  @Test
  void acknowledgedAppendIsVisibleToOtherConnections() throws Exception {
    var task = TaskId.random();
    for (int i = 1; i <= 20; i++) {
      // Alternates between a single row and several rows with a snapshot.
      var events = Collections.nCopies(i % 2 == 0 ? 1 : 3, planning("e" + i));
      long before = committedEvents();
      bus.request(
          Addresses.JOURNAL_APPEND,
          new AppendEvents(
              task,
              MemoryFixture.ENGINE,
              before + 1,
              AT,
              events,
              i % 2 == 0 ? Optional.empty() : Optional.of(snapshot(task, TaskStatus.EXECUTING, AT)),
              Optional.empty(),
              List.of()));
      assertEquals(before + events.size(), committedEvents());
    }
  }

  @Test
  void rejectedAppendDoesNotAffectTheNextOne() throws Exception {
    var task = TaskId.random();
    bus.request(Addresses.JOURNAL_APPEND, append(task, 1, planning("a")));
    assertThrows(
        ServiceException.class,
        () -> bus.request(Addresses.JOURNAL_APPEND, append(task, 3, planning("c"))));
    bus.request(Addresses.JOURNAL_APPEND, append(task, 2, planning("b")));
    assertEquals(2, committedEvents());
  }

  @Test
  void appendThatLeavesAGapIsAConflict() throws Exception {
    var task = TaskId.random();
    for (long seq : new long[] {2, 7}) {
      var failure =
          assertThrows(
              ServiceException.class,
              () -> bus.request(Addresses.JOURNAL_APPEND, append(task, seq, planning("x"))));
      assertEquals(ServiceError.Code.CONFLICT, failure.error().code());
    }
    assertEquals(List.of(), read(task, 0));
  }

  @Test
  void repeatedAppendSucceedsAndIsStoredOnce() throws Exception {
    var task = TaskId.random();
    var append = append(task, 1, planning("a"), planning("b"));
    assertEquals(new AppendEvents.Appended(2), bus.request(Addresses.JOURNAL_APPEND, append));
    assertEquals(new AppendEvents.Appended(2), bus.request(Addresses.JOURNAL_APPEND, append));
    assertEquals(2, read(task, 0).size());
  }

  @Test
  void differentEventsWithUsedSequenceNumbersAreAConflict() throws Exception {
    var task = TaskId.random();
    bus.request(Addresses.JOURNAL_APPEND, append(task, 1, planning("a")));
    var failure =
        assertThrows(
            ServiceException.class,
            () -> bus.request(Addresses.JOURNAL_APPEND, append(task, 1, planning("other"))));
    assertEquals(ServiceError.Code.CONFLICT, failure.error().code());
  }

  @Test
  void sequenceContinuesAfterARestart() throws Exception {
    var task = TaskId.random();
    bus.request(Addresses.JOURNAL_APPEND, append(task, 1, planning("a"), planning("b")));
    reopen();
    bus.request(Addresses.JOURNAL_APPEND, append(task, 3, planning("c")));
    assertEquals(List.of(1L, 2L, 3L), read(task, 0).stream().map(JournalEntry::seq).toList());
  }

  @Test
  void eventsArePublishedInOrderAfterTheyCanBeRead() throws Exception {
    int tasks = 20;
    int each = 50;
    var entries = new LinkedBlockingQueue<JournalEntry>();
    bus.subscribe(Addresses.TASK_EVENTS, "all", entries::add).await();
    var chains = new ArrayList<Future<AppendEvents.Appended>>();
    for (int t = 0; t < tasks; t++) {
      var task = new TaskId("t" + t);
      Future<AppendEvents.Appended> chain = Future.succeededFuture();
      for (int i = 1; i <= each; i++) {
        var append = append(task, i, planning("e" + i));
        chain = chain.compose(ignored -> bus.requestAsync(Addresses.JOURNAL_APPEND, append));
      }
      chains.add(chain);
    }
    var last = new HashMap<TaskId, Long>();
    for (int i = 0; i < tasks * each; i++) {
      var entry = entries.poll(30, TimeUnit.SECONDS);
      assertEquals(last.getOrDefault(entry.taskId(), 0L) + 1, entry.seq());
      last.put(entry.taskId(), entry.seq());
      if (i % 100 == 0) {
        assertTrue(read(entry.taskId(), entry.seq() - 1).contains(entry));
      }
    }
    Future.all(chains).await();
  }

  @Test
  void pageStartsAfterTheSequenceNumberAndIsLimited() throws Exception {
    var task = TaskId.random();
    bus.request(
        Addresses.JOURNAL_APPEND,
        append(task, 1, planning("1"), planning("2"), planning("3"), planning("4")));
    var page = bus.request(Addresses.JOURNAL_READ, new ReadEvents(task, 1, 2));
    assertEquals(List.of(2L, 3L), page.entries().stream().map(JournalEntry::seq).toList());
  }

  @Test
  void longTextIsTruncatedInPagesAndCompleteInTheHistory() throws Exception {
    var task = TaskId.random();
    var output = "line\n".repeat(10_000);
    var content = "x".repeat(9_000);
    var step = StepId.turn(S1, 1, 1).call(1);
    TaskEvent.Recorded started =
        new TaskEvent.ToolCallStarted(
            S1,
            step,
            "c1",
            "write_file",
            Map.of("path", "a", "content", content, "lines", List.of(content, "short")),
            CrashPolicy.RETRY,
            Optional.empty());
    TaskEvent.Recorded completed =
        new TaskEvent.ToolCallCompleted(
            S1, step, "c1", "write_file", ToolResult.ok(output), false, 0.5);
    bus.request(Addresses.JOURNAL_APPEND, append(task, 1, started, completed));

    var seen = read(task, 0);
    assertTrue(seen.get(1).data().length() < 2_000, seen.get(1).data());
    assertTrue(seen.get(1).data().contains("more characters]"));
    assertTrue(seen.getFirst().blobs().contains("/args/lines/0"), seen.getFirst().blobs());

    var hash = StoredEvent.hashes(seen.get(1).blobs()).get("/output");
    assertEquals(output, bus.request(Addresses.JOURNAL_BLOB, new ReadBlob(hash)).text());

    reopen();
    var history = bus.request(Addresses.JOURNAL_LOAD_HISTORY, new LoadTaskHistory(task));
    assertEquals(
        List.of(started, completed), history.events().stream().map(past -> past.event()).toList());
    assertEquals(AT, history.events().getFirst().at());
  }

  @Test
  void publishedEntryEqualsTheStoredOne() throws Exception {
    var task = TaskId.random();
    var entries = new LinkedBlockingQueue<JournalEntry>();
    bus.subscribe(Addresses.TASK_EVENTS, task.value(), entries::add).await();
    // Finer than the stored resolution; both must be rounded alike.
    bus.request(
        Addresses.JOURNAL_APPEND,
        new AppendEvents(
            task,
            MemoryFixture.ENGINE,
            1,
            AT.plusNanos(7),
            List.of(planning("g")),
            Optional.empty(),
            Optional.empty(),
            List.of()));
    assertEquals(read(task, 0).getFirst(), entries.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void tasksAreFoundAndListedAfterARestart() throws Exception {
    var old = new TaskId("old");
    var done = new TaskId("done");
    var young = new TaskId("young");
    accept(young, TaskStatus.EXECUTING, AT.plusSeconds(3));
    accept(old, TaskStatus.PENDING, AT);
    accept(done, TaskStatus.COMPLETED, AT.plusSeconds(1));
    for (boolean restarted : List.of(false, true)) {
      if (restarted) {
        reopen();
      }
      assertEquals(
          snapshot(done, TaskStatus.COMPLETED, AT.plusSeconds(1)),
          bus.request(Addresses.TASK_FIND, new FindTask(done)));
      assertEquals(List.of(young, done, old), listed(Set.of()));
      assertEquals(List.of(young, old), listed(Set.of(TaskStatus.EXECUTING, TaskStatus.PENDING)));
    }
    assertEquals(List.of(old, young), MemoryFixture.claimUnfinished(bus, file()));
  }

  private List<TaskId> listed(Set<TaskStatus> statuses) throws Exception {
    return bus.request(Addresses.TASK_LIST, new ListTasks(statuses, 10)).tasks().stream()
        .map(line -> line.taskId())
        .toList();
  }

  @Test
  void listContainsAtMostTheRequestedNumberOfTasks() throws Exception {
    for (int i = 0; i < 5; i++) {
      accept(new TaskId("t" + i), TaskStatus.PENDING, AT.plusSeconds(i));
    }
    assertEquals(
        List.of("t4", "t3"),
        bus.request(Addresses.TASK_LIST, new ListTasks(Set.of(), 2)).tasks().stream()
            .map(line -> line.taskId().value())
            .toList());
  }

  @Test
  void unknownIdsFailAsNotFound() {
    var unknown = TaskId.random();
    for (var reply :
        List.of(
            bus.requestAsync(Addresses.TASK_FIND, new FindTask(unknown)),
            bus.requestAsync(Addresses.JOURNAL_LOAD_HISTORY, new LoadTaskHistory(unknown)),
            bus.requestAsync(Addresses.JOURNAL_BLOB, new ReadBlob("00")))) {
      var failure = assertThrows(ServiceException.class, reply::await);
      assertEquals(ServiceError.Code.NOT_FOUND, failure.error().code());
    }
  }

  @Test
  void invalidAppendDoesNotFailOthersOfItsBatch() throws Exception {
    // Another process inserts the next event, so that one row of the transaction violates the
    // primary key.
    var broken = new TaskId("broken");
    bus.request(Addresses.JOURNAL_APPEND, append(broken, 1, planning("a")));
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      other
          .createStatement()
          .execute(
              "INSERT INTO event VALUES ('broken', 2, 'task_executing', 1, 0, '{}', '{}', NULL)");
    }
    var replies = new ArrayList<Future<AppendEvents.Appended>>();
    replies.add(bus.requestAsync(Addresses.JOURNAL_APPEND, append(broken, 2, planning("b"))));
    for (int i = 0; i < 10; i++) {
      replies.add(
          bus.requestAsync(
              Addresses.JOURNAL_APPEND, append(new TaskId("t" + i), 1, planning("x"))));
    }
    Future.join(replies).otherwiseEmpty().await();
    assertTrue(replies.getFirst().failed());
    assertTrue(replies.stream().skip(1).allMatch(Future::succeeded));
  }

  @Test
  void eventOfAnotherTypeWithEqualFieldsIsAConflict() throws Exception {
    var task = TaskId.random();
    bus.request(Addresses.JOURNAL_APPEND, append(task, 1, new TaskEvent.TaskExecuting()));
    var failure =
        assertThrows(
            ServiceException.class,
            () ->
                bus.request(
                    Addresses.JOURNAL_APPEND, append(task, 1, new TaskEvent.TaskResumed())));
    assertEquals(ServiceError.Code.CONFLICT, failure.error().code());
  }

  @Test
  void concurrentRepetitionsOfAnAppendAreStoredOnceAndAllSucceed() throws Exception {
    var task = TaskId.random();
    var append = append(task, 1, planning("a"), planning("b"));
    var replies = new ArrayList<Future<AppendEvents.Appended>>();
    for (int i = 0; i < 5; i++) {
      replies.add(bus.requestAsync(Addresses.JOURNAL_APPEND, append));
    }
    Future.all(replies).await();
    assertEquals(2, committedEvents());
  }

  @Test
  void appendsQueuedAfterAFailedOneFailToo() throws Exception {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      other
          .createStatement()
          .execute(
              "CREATE TRIGGER t BEFORE INSERT ON event WHEN NEW.type = 'task_paused'"
                  + " BEGIN SELECT RAISE(ABORT, 'no'); END");
    }
    var task = TaskId.random();
    bus.request(Addresses.JOURNAL_APPEND, append(task, 1, planning("a")));
    var replies = new ArrayList<Future<AppendEvents.Appended>>();
    replies.add(
        bus.requestAsync(Addresses.JOURNAL_APPEND, append(task, 2, new TaskEvent.TaskPaused("x"))));
    for (int seq = 3; seq < 9; seq++) {
      replies.add(
          bus.requestAsync(Addresses.JOURNAL_APPEND, append(task, seq, planning("e" + seq))));
    }
    Future.join(replies).otherwiseEmpty().await();
    assertTrue(replies.stream().allMatch(Future::failed));
    bus.request(Addresses.JOURNAL_APPEND, append(task, 2, planning("b")));
    assertEquals(List.of(1L, 2L), read(task, 0).stream().map(JournalEntry::seq).toList());
  }

  @Test
  void concurrentAppendsOfAnUncachedTaskKeepTheirOrder() throws Exception {
    for (int round = 0; round < 20; round++) {
      var task = new TaskId("t" + round);
      var replies = new ArrayList<Future<AppendEvents.Appended>>();
      for (int seq = 1; seq <= 100; seq++) {
        replies.add(bus.requestAsync(Addresses.JOURNAL_APPEND, append(task, seq, planning("e"))));
      }
      Future.all(replies).await();
    }
  }

  @Test
  void closingDuringAppendsKeepsAcknowledgedEvents() throws Exception {
    var acknowledged = new AtomicLong();
    for (int i = 0; i < 2_000; i++) {
      bus.requestAsync(
              Addresses.JOURNAL_APPEND, append(new TaskId("t" + i % 50), 1 + i / 50, planning("x")))
          .onSuccess(ignored -> acknowledged.incrementAndGet());
    }
    close();
    var answeredBeforeClosed = acknowledged.get();
    assertTrue(answeredBeforeClosed <= committedEvents());
    open();
  }
}
