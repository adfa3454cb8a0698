package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static dev.loom.memory.MemoryFixture.ENGINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.Checkpoint;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.journal.SaveCheckpoint;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every [JournalStore] must do. A subclass opens an empty store before each test, which
/// publishes to [#published] and [#snapshots].
@Timeout(60)
abstract class JournalStoreContract {
  static final EngineId LATER = new EngineId("e2");
  private static final TaskId TASK = new TaskId("t");

  final List<JournalEntry> published = new CopyOnWriteArrayList<>();
  final List<TaskSnapshot> snapshots = new CopyOnWriteArrayList<>();

  /// Returns the store of the running test.
  abstract JournalStore store();

  /// Calls the store as its users do; by default on the thread of the test.
  <T> Future<T> start(Supplier<? extends Future<T>> call) {
    return call.get();
  }

  @BeforeEach
  void registerEngine() {
    register(ENGINE);
  }

  final void register(EngineId engine) {
    start(() -> store().register(engine, AT).<Void>mapEmpty()).await();
  }

  final Future<AppendEvents.Appended> append(AppendEvents request) {
    return start(() -> store().append(request));
  }

  private static AppendEvents events(TaskId task, EngineId owner, long seq, String... goals) {
    return new AppendEvents(
        task,
        owner,
        seq,
        AT,
        Stream.of(goals).map(MemoryFixture::planning).toList(),
        Optional.of(MemoryFixture.snapshot(task, TaskStatus.EXECUTING, Optional.empty())),
        Optional.empty(),
        List.of());
  }

  private Future<AppendEvents.Appended> append(long seq, String... goals) {
    return append(events(TASK, ENGINE, seq, goals));
  }

  static ServiceError error(Future<?> reply) {
    return assertThrows(ServiceException.class, reply::await).error();
  }

  private List<String> stored(TaskId task) {
    return start(() -> store().page(new ReadEvents(task, 0, 1_000))).await().entries().stream()
        .map(entry -> entry.seq() + " " + entry.data().replaceAll(".*\"goal\":\"(\\w*).*", "$1"))
        .toList();
  }

  private List<TaskId> claim(EngineId engine, Optional<TaskId> task, int countMax) {
    return start(() -> store().claim(new ClaimTasks(engine, task, countMax))).await().taskIds();
  }

  @Test
  void eventsAreNumberedWithoutGapsAndReadInOrder() {
    assertEquals(new AppendEvents.Appended(2), append(1, "a", "b").await());
    assertEquals(new AppendEvents.Appended(3), append(3, "c").await());
    assertEquals(ServiceError.Code.CONFLICT, error(append(5, "e")).code());
    assertEquals(List.of("1 a", "2 b", "3 c"), stored(TASK));
    var page = start(() -> store().page(new ReadEvents(TASK, 1, 1))).await();
    assertEquals(List.of(2L), page.entries().stream().map(JournalEntry::seq).toList());
    var history = start(() -> store().history(new LoadTaskHistory(TASK))).await();
    assertEquals(List.of(1L, 2L, 3L), history.events().stream().map(SequencedEvent::seq).toList());
  }

  @Test
  void committedEventsAndSnapshotsArePublishedInOrderAndNothingElseIs() {
    append(1, "a", "b").await();
    error(append(5, "e"));
    append(3, "c").await();
    assertEquals(List.of(1L, 2L, 3L), published.stream().map(JournalEntry::seq).toList());
    assertEquals(List.of(TASK, TASK), snapshots.stream().map(TaskSnapshot::taskId).toList());
  }

  @Test
  void latestCheckpointInTheRequestedVersionReplacesTheEventsBeforeIt() {
    append(1, "a", "b", "c").await();
    save(new Checkpoint(1, 7, "{\"at\":1}"));
    save(new Checkpoint(2, 7, "{\"at\":2}"));
    var history = start(() -> store().history(new LoadTaskHistory(TASK, 7))).await();
    assertEquals(Optional.of(new Checkpoint(2, 7, "{\"at\":2}")), history.checkpoint());
    assertEquals(List.of(3L), history.events().stream().map(SequencedEvent::seq).toList());
    for (int version : List.of(0, 8)) {
      var complete = start(() -> store().history(new LoadTaskHistory(TASK, version))).await();
      assertEquals(Optional.empty(), complete.checkpoint());
      assertEquals(3, complete.events().size());
    }
  }

  private void save(Checkpoint checkpoint) {
    start(() -> store().save(new SaveCheckpoint(TASK, checkpoint))).await();
  }

  @Test
  void decisionsOfUnfinishedTasksAreListedUntilTheyAreMade() {
    var question =
        new PendingDecision.Question(
            "q", new SubtaskId("s"), "Which one?", List.of("a", "b"), AT.plusSeconds(9));
    append(waiting(1, TaskStatus.WAITING_APPROVAL, List.of(question))).await();
    var pending = start(() -> store().pendingDecisions(new ListPendingDecisions(9))).await();
    assertEquals(
        List.of(new ListPendingDecisions.TaskDecision(TASK, "goal of t", question)),
        pending.decisions());
    append(waiting(2, TaskStatus.EXECUTING, List.of())).await();
    var later = start(() -> store().pendingDecisions(new ListPendingDecisions(9))).await();
    assertEquals(List.of(), later.decisions());
  }

  private static AppendEvents waiting(long seq, TaskStatus status, List<PendingDecision> pending) {
    var plain = MemoryFixture.snapshot(TASK, status, Optional.empty());
    var snapshot =
        new TaskSnapshot(
            TASK,
            status,
            plain.spec(),
            plain.times(),
            seq,
            0,
            List.of(),
            TaskSnapshot.Result.NONE,
            plain.budget(),
            new TaskSnapshot.Interaction(
                pending, Optional.empty(), Optional.empty(), List.of(), List.of()));
    return new AppendEvents(
        TASK,
        ENGINE,
        seq,
        AT,
        List.of(MemoryFixture.planning("x")),
        Optional.of(snapshot),
        Optional.empty(),
        List.of());
  }

  @Test
  void repeatedAppendSucceedsAndIsStoredOnce() {
    append(1, "a", "b").await();
    assertEquals(new AppendEvents.Appended(2), append(1, "a", "b").await());
    append(3, "c").await();
    assertEquals(new AppendEvents.Appended(2), append(1, "a", "b").await());
    assertEquals(List.of("1 a", "2 b", "3 c"), stored(TASK));
  }

  @Test
  void otherEventsWithUsedNumbersAreAConflictThatIsNotRetried() {
    append(1, "a").await();
    var error = error(append(1, "x"));
    assertEquals(ServiceError.Code.CONFLICT, error.code());
    assertFalse(error.retryable());
    assertEquals(List.of("1 a"), stored(TASK));
  }

  @Test
  void engineThatWasReplacedOrIsUnknownStoresNothing() {
    append(1, "a").await();
    register(LATER);
    for (var stale :
        List.of(
            append(2, "b"),
            append(events(new TaskId("new"), ENGINE, 1, "c")),
            append(events(new TaskId("other"), new EngineId("e9"), 1, "d")))) {
      var error = error(stale);
      assertEquals(ServiceError.Code.CONFLICT, error.code());
      assertFalse(error.retryable());
    }
    assertEquals(List.of("1 a"), stored(TASK));
    assertEquals(1, start(() -> store().list(new ListTasks(Set.of(), 9))).await().tasks().size());
  }

  @Test
  void takenOverTaskIsContinuedByItsNewOwnerOnly() {
    append(1, "a").await();
    assertEquals(List.of(), claim(ENGINE, Optional.empty(), 9));
    register(LATER);
    assertEquals(ServiceError.Code.CONFLICT, error(append(events(TASK, LATER, 2, "b"))).code());
    assertEquals(List.of(), claim(ENGINE, Optional.empty(), 9));
    assertEquals(List.of(TASK), claim(LATER, Optional.empty(), 9));
    assertEquals(List.of(), claim(LATER, Optional.empty(), 9));
    append(events(TASK, LATER, 2, "b")).await();
    assertEquals(ServiceError.Code.CONFLICT, error(append(3, "c")).code());
    assertEquals(List.of("1 a", "2 b"), stored(TASK));
  }

  @Test
  void finishedTaskIsClaimedOnlyByName() {
    var end = MemoryFixture.snapshot(TASK, TaskStatus.COMPLETED, Optional.empty());
    append(
            new AppendEvents(
                TASK,
                ENGINE,
                1,
                AT,
                List.of(MemoryFixture.planning("a")),
                Optional.of(end),
                Optional.empty(),
                List.of()))
        .await();
    register(LATER);
    assertEquals(List.of(), claim(LATER, Optional.empty(), 9));
    assertEquals(List.of(TASK), claim(LATER, Optional.of(TASK), 1));
    append(events(TASK, LATER, 2, "b")).await();
  }

  @Test
  void everyTextIsReadAsItWasWritten() {
    for (var text :
        List.of("short \u0000 nul", "long \u0000 nul ".repeat(1_000), "äöü 漢字 \uD83D\uDE80", "")) {
      var task = TaskId.random();
      append(events(task, ENGINE, 1, text)).await();
      var history = start(() -> store().history(new LoadTaskHistory(task))).await();
      assertEquals(new TaskEvent.TaskPlanning(text, 1), history.events().getFirst().event());
    }
    var missing = new ReadBlob(dev.loom.contracts.id.Sha256.hex("never stored"));
    assertEquals(ServiceError.Code.NOT_FOUND, error(start(() -> store().text(missing))).code());
  }

  @Test
  void snapshotAndKeyAreStoredWithTheirEventsOrNotAtAll() {
    var first = MemoryFixture.submitted(TASK, "key", AT, TaskStatus.PENDING);
    append(first).await();
    var other = new TaskId("other");
    var error = error(append(MemoryFixture.submitted(other, "key", AT, TaskStatus.PENDING)));
    assertEquals(ServiceError.Code.CONFLICT, error.code());
    assertEquals(List.of(), stored(other));
    assertEquals(
        ServiceError.Code.NOT_FOUND, error(start(() -> store().find(new FindTask(other)))).code());
    assertEquals(
        first.snapshot().orElseThrow(), start(() -> store().find(new FindTask(TASK))).await());
    assertEquals(
        new FindByIdempotencyKey.Found(Optional.of(TASK), "hash of t"),
        start(() -> store().findByKey(new FindByIdempotencyKey("key"))).await());
    assertEquals(new AppendEvents.Appended(1), append(first).await());
  }

  @Test
  void concurrentCallersGetEveryEventStoredOnce() {
    int tasks = 20;
    int appends = 25;
    var replies = new ArrayList<Future<AppendEvents.Appended>>();
    for (int seq = 1; seq <= appends; seq++) {
      for (int t = 0; t < tasks; t++) {
        replies.add(
            append(MemoryFixture.append(new TaskId("t" + t), seq, MemoryFixture.planning("x"))));
      }
    }
    replies.forEach(reply -> reply.await());
    for (int t = 0; t < tasks; t++) {
      var task = new TaskId("t" + t);
      var history = start(() -> store().history(new LoadTaskHistory(task))).await();
      assertEquals(
          LongStream.rangeClosed(1, appends).boxed().toList(),
          history.events().stream().map(SequencedEvent::seq).toList());
    }
  }

  @Test
  void oneOfTwoConcurrentAppendsWithTheSameNumberWins() {
    append(1, "a").await();
    var replies = List.of(append(2, "b"), append(2, "c"));
    var conflicts = replies.stream().filter(reply -> failsAsConflict(reply)).count();
    assertEquals(1, conflicts);
    assertEquals(2, stored(TASK).size());
  }

  private static boolean failsAsConflict(Future<?> reply) {
    try {
      reply.await();
      return false;
    } catch (ServiceException failure) {
      assertEquals(ServiceError.Code.CONFLICT, failure.error().code());
      return true;
    }
  }

  @Test
  void keyIsGivenToOneOfManyConcurrentTasks() {
    var replies = new ArrayList<Future<?>>();
    for (int i = 0; i < 10; i++) {
      replies.add(
          append(
              new AppendEvents(
                  new TaskId("t" + i),
                  ENGINE,
                  1,
                  AT,
                  List.of(MemoryFixture.planning("x")),
                  Optional.empty(),
                  Optional.of(new IdempotencyKey("key", "hash")),
                  List.of())));
    }
    assertEquals(9, replies.stream().filter(JournalStoreContract::failsAsConflict).count());
  }
}
