package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static dev.loom.memory.MemoryFixture.append;
import static dev.loom.memory.MemoryFixture.planning;
import static dev.loom.memory.MemoryFixture.serviceError;
import static dev.loom.memory.MemoryFixture.submitted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteIdempotencyKeysTest {
  private static final TaskId FIRST = new TaskId("first");
  private static final TaskId SECOND = new TaskId("second");

  @TempDir Path directory;
  private MemoryFixture memory;

  @BeforeEach
  void open() {
    memory = new MemoryFixture(directory);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private FindByIdempotencyKey.Found find(String key) throws InterruptedException {
    return memory.bus.request(Addresses.IDEMPOTENCY_KEY_FIND, new FindByIdempotencyKey(key));
  }

  @Test
  void keyIsFoundWithItsTaskAfterARestart() throws Exception {
    memory.appendAndWait(submitted(FIRST, "k ö \"'", AT, TaskStatus.PENDING));
    memory.reopen();
    assertEquals(
        new FindByIdempotencyKey.Found(Optional.of(FIRST), "hash of first"), find("k ö \"'"));
    assertEquals(new FindByIdempotencyKey.Found(Optional.empty(), ""), find("other"));
  }

  @Test
  void usedKeyFailsTheAppendAndNothingIsRecorded() throws Exception {
    memory.appendAndWait(submitted(FIRST, "k", AT, TaskStatus.PENDING));
    assertEquals(
        ServiceException.conflict(
                "The idempotency key 'k' is already used by task first; use another key for another"
                    + " task.")
            .error(),
        serviceError(() -> memory.appendAndWait(submitted(SECOND, "k", AT, TaskStatus.PENDING))));
    assertEquals(0, memory.number("SELECT count(*) FROM event WHERE task_id = 'second'"));
    assertEquals(0, memory.number("SELECT count(*) FROM task WHERE task_id = 'second'"));
    assertEquals(Optional.of(FIRST), find("k").taskId());
    memory.appendAndWait(submitted(SECOND, "k2", AT, TaskStatus.PENDING));
    assertEquals(Optional.of(SECOND), find("k2").taskId());
  }

  @Test
  void repeatedSubmissionSucceedsAgain() throws Exception {
    var append = submitted(FIRST, "k", AT, TaskStatus.PENDING);
    var together = Future.all(memory.appendAsync(append), memory.appendAsync(append)).await();
    assertEquals(new AppendEvents.Appended(1), together.resultAt(1));
    assertEquals(new AppendEvents.Appended(1), memory.appendAndWait(append));
    assertEquals(1, memory.number("SELECT count(*) FROM event"));
    assertEquals(1, memory.number("SELECT count(*) FROM submission"));
  }

  @Test
  void ofConcurrentSubmissionsWithOneKeyExactlyOneSucceeds() throws Exception {
    var rivals = new ArrayList<Future<AppendEvents.Appended>>();
    var others = new ArrayList<Future<AppendEvents.Appended>>();
    for (int i = 0; i < 50; i++) {
      rivals.add(
          memory.appendAsync(submitted(new TaskId("r" + i), "same", AT, TaskStatus.PENDING)));
      others.add(
          memory.appendAsync(submitted(new TaskId("o" + i), "own " + i, AT, TaskStatus.PENDING)));
    }
    Future.all(others).await();
    Future.join(rivals).otherwiseEmpty().await();
    assertEquals(1, rivals.stream().filter(Future::succeeded).count());
    for (var rival : rivals) {
      if (rival.failed()) {
        var failure = ((ServiceException) rival.cause()).error();
        assertEquals(ServiceError.Code.CONFLICT, failure.code(), failure.detail());
      }
    }
    assertEquals(1, memory.number("SELECT count(*) FROM event WHERE task_id LIKE 'r%'"));
    assertEquals(51, memory.number("SELECT count(*) FROM submission"));
  }

  @Test
  void failedSubmissionDoesNotOccupyItsKey() throws Exception {
    // Rejects all events of the first task.
    MemoryFixture.execute(
        memory.file,
        "CREATE TRIGGER t BEFORE INSERT ON event WHEN NEW.task_id = 'first'"
            + " BEGIN SELECT RAISE(ABORT, 'no'); END");
    var first = memory.appendAsync(submitted(FIRST, "k", AT, TaskStatus.PENDING));
    var second = memory.appendAsync(submitted(SECOND, "k", AT, TaskStatus.PENDING));
    Future.join(first, second).otherwiseEmpty().await();
    assertEquals(new AppendEvents.Appended(1), second.result());
    assertTrue(first.failed());
    assertEquals(Optional.of(SECOND), find("k").taskId());
  }

  @Test
  void appendsAfterAFailedSubmissionFailToo() throws Exception {
    memory.appendAndWait(submitted(FIRST, "k", AT, TaskStatus.PENDING));
    var taken = memory.appendAsync(submitted(SECOND, "k", AT, TaskStatus.PENDING));
    var next = memory.appendAsync(append(SECOND, 2, planning("y")));
    Future.join(taken, next).otherwiseEmpty().await();
    assertTrue(taken.failed());
    assertTrue(next.failed());
    assertEquals(0, memory.number("SELECT count(*) FROM event WHERE task_id = 'second'"));
    memory.appendAndWait(submitted(SECOND, "k2", AT, TaskStatus.PENDING));
    memory.appendAndWait(append(SECOND, 2, planning("y")));
  }

  @Test
  void expiredKeyOfAFinishedTaskIsDeletedAtTheNextStart() throws Exception {
    var old = Instant.now().minus(SqliteIdempotencyKeys.AGE_MAX).minus(Duration.ofMinutes(1));
    var young = Instant.now().minus(SqliteIdempotencyKeys.AGE_MAX).plus(Duration.ofMinutes(10));
    memory.appendAndWait(submitted(new TaskId("a"), "old done", old, TaskStatus.FAILED));
    memory.appendAndWait(submitted(new TaskId("b"), "old running", old, TaskStatus.EXECUTING));
    memory.appendAndWait(submitted(new TaskId("c"), "young done", young, TaskStatus.COMPLETED));
    memory.reopen();
    assertTrue(find("old done").taskId().isEmpty());
    assertTrue(find("old running").taskId().isPresent());
    assertTrue(find("young done").taskId().isPresent());
  }
}
