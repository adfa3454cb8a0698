package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.CheckStorage;
import dev.loom.contracts.task.TaskStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MaintenanceTest {
  /// Several periods of the maintenance.
  private static final long CHECKED_NANOS = TimeUnit.SECONDS.toNanos(5);

  @TempDir Path directory;
  private MemoryFixture memory;

  @BeforeEach
  void open() throws Exception {
    memory = new MemoryFixture(directory);
    memory.appendAndWait(
        MemoryFixture.submitted(new TaskId("t"), "k", MemoryFixture.AT, TaskStatus.EXECUTING));
    // Until the files have been seen once.
    await(() -> Files.size(directory.resolve("loom.db-wal")) == 0);
    assertTrue(health().accepts());
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private CheckStorage.StorageHealth health() throws InterruptedException {
    return memory.bus.request(Addresses.STORAGE_CHECK, new CheckStorage());
  }

  /// Waits until a condition holds; the test's timeout ends it.
  private static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void assertNothingIsRecorded(String what) throws Exception {
    await(() -> !health().accepts());
    var problem = health().problems().getFirst();
    assertTrue(problem.contains(what + " while Loom was running"), problem);
    var failure =
        MemoryFixture.serviceError(
            () ->
                memory.appendAndWait(
                    MemoryFixture.append(new TaskId("t"), 2, MemoryFixture.planning("y"))));
    assertEquals(problem, failure.detail());
    assertTrue(failure.retryable());
  }

  @ParameterizedTest
  @ValueSource(strings = {"loom.db", "loom.db-wal", "loom.db-shm"})
  void afterAFileIsDeletedNothingIsRecorded(String name) throws Exception {
    Files.delete(directory.resolve(name));
    assertNothingIsRecorded(name + " was deleted, moved or replaced");
  }

  @Test
  void afterTheDatabaseIsReplacedNothingIsRecorded() throws Exception {
    var copy = Files.copy(directory.resolve("loom.db"), directory.resolve("copy"));
    Files.move(copy, directory.resolve("loom.db"), StandardCopyOption.REPLACE_EXISTING);
    assertNothingIsRecorded("loom.db was deleted, moved or replaced");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterTheDatabaseIsOverwrittenNothingIsRecorded(boolean longer) throws Exception {
    Files.writeString(directory.resolve("loom.db"), "x\n".repeat(longer ? 1_000_000 : 1));
    assertNothingIsRecorded("loom.db was overwritten");
  }

  /// A full disk, for instance, can end a checkpoint behind the first page.
  @Test
  void aCheckpointThatFailedIsNotTakenForOverwriting() throws Exception {
    Files.delete(directory.resolve("loom.db-sums"));
    Files.createDirectories(directory.resolve("loom.db-sums").resolve("in the way"));
    // Long enough for new pages, so that the first page changes, too.
    var event = MemoryFixture.planning("y".repeat(100_000));
    memory.appendAndWait(MemoryFixture.append(new TaskId("t"), 2, event));
    for (var end = System.nanoTime() + CHECKED_NANOS; System.nanoTime() < end; ) {
      assertTrue(health().accepts(), health().problems()::toString);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void aDeletedDatabaseIsNamedAtTheNextStart() throws Exception {
    memory.close();
    Files.delete(directory.resolve("loom.db"));
    memory = new MemoryFixture(directory);
    assertTrue(health().accepts());
    assertTrue(health().problems().getFirst().contains("is gone: it was deleted or moved"));
  }

  @Test
  void aChangeByAnotherProgramIsNoDamage() throws Exception {
    memory.close();
    MemoryFixture.execute(directory.resolve("loom.db"), "CREATE INDEX mine ON event (at)");
    memory = new MemoryFixture(directory);
    assertEquals(List.of(), health().problems());
    assertEquals(1, memory.number("SELECT count(*) FROM event"));
    try (var files = Files.list(directory)) {
      assertFalse(files.anyMatch(file -> file.toString().contains("damaged")));
    }
  }
}
