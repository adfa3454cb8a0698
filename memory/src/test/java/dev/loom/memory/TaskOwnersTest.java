package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static dev.loom.memory.MemoryFixture.ENGINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TaskOwnersTest {
  private static final EngineId LATER = new EngineId("e2");
  private static final TaskId TASK = new TaskId("t");

  @TempDir Path directory;
  private DatabaseFixture database;
  private JournalWriter writer;

  @BeforeEach
  void open() {
    database = new DatabaseFixture(directory);
    writer = database.writer(entry -> {});
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static AppendEvents append(
      TaskId task, EngineId owner, long seq, TaskStatus status, Instant createdAt) {
    return new AppendEvents(
        task,
        owner,
        seq,
        createdAt,
        List.of(MemoryFixture.planning("x")),
        Optional.of(MemoryFixture.snapshot(task, status, Optional.empty())),
        Optional.empty(),
        List.of());
  }

  private Future<?> append(EngineId owner, long seq) {
    return database.start(() -> writer.append(append(TASK, owner, seq, TaskStatus.EXECUTING, AT)));
  }

  private static ServiceError error(Future<?> reply) {
    return assertThrows(ServiceException.class, reply::await).error();
  }

  private void replaceEngine() {
    database.start(() -> TaskOwners.register(database.database.writer(), LATER, AT)).await();
  }

  private List<TaskId> claim(EngineId engine, Optional<TaskId> task, int countMax) {
    return database
        .call(() -> writer.claim(new ClaimTasks(engine, task, countMax), false))
        .taskIds();
  }

  private long events() throws SQLException {
    try (var other = java.sql.DriverManager.getConnection("jdbc:sqlite:" + database.file);
        var rows = other.createStatement().executeQuery("SELECT count(*) FROM event")) {
      return rows.getLong(1);
    }
  }

  @Test
  void replacedEngineStoresNothing() throws SQLException {
    append(ENGINE, 1).await();
    replaceEngine();
    var alone = error(append(ENGINE, 2));
    assertEquals(TaskOwners.notAlive().error(), alone);
    assertEquals(
        alone,
        error(
            database.start(
                () -> writer.append(MemoryFixture.append(TASK, 2, MemoryFixture.planning("y"))))));
    var unknown = append(new TaskId("new"), new EngineId("e9"), 1, TaskStatus.EXECUTING, AT);
    assertEquals(alone, error(database.start(() -> writer.append(unknown))));
    assertEquals(1, events());
  }

  @Test
  void onlyTheNewOwnerContinuesAClaimedTask() throws SQLException {
    append(ENGINE, 1).await();
    replaceEngine();
    assertEquals(ServiceError.Code.CONFLICT, error(append(LATER, 2)).code());
    assertEquals(List.of(TASK), claim(LATER, Optional.empty(), 9));
    append(LATER, 2).await();
    assertEquals(
        "Task t does not belong to this engine: another one has taken it over. Nothing is"
            + " recorded.",
        error(append(ENGINE, 3)).detail());
    assertEquals(2, events());
  }

  @Test
  void appendThatWaitsBehindATakeoverStoresNothing() throws SQLException {
    append(ENGINE, 1).await();
    var registered =
        database.start(
            () ->
                writer
                    .queue()
                    .execute(
                        connection ->
                            TaskOwners.register(connection, LATER, AT).map(ignored -> "")));
    var late = append(ENGINE, 2);
    registered.await();
    assertEquals(TaskOwners.notAlive().error(), error(late));
    assertEquals(1, events());
  }

  @Test
  void tasksOfALivingEngineCannotBeClaimed() {
    append(ENGINE, 1).await();
    assertEquals(List.of(), claim(ENGINE, Optional.empty(), 9));
    assertEquals(List.of(), claim(LATER, Optional.of(TASK), 1));
    replaceEngine();
    assertEquals(List.of(), claim(ENGINE, Optional.empty(), 9));
  }

  @Test
  void unfinishedTasksAreClaimedOldestFirstAndFinishedOnesByName() throws SQLException {
    for (int i = 0; i < 4; i++) {
      var task = new TaskId("t" + i);
      var status = i == 3 ? TaskStatus.COMPLETED : TaskStatus.EXECUTING;
      database.call(() -> writer.append(append(task, ENGINE, 1, status, AT)));
      MemoryFixture.execute(
          database.file,
          "UPDATE task SET created_at = " + (9 - i) + " WHERE task_id = 't" + i + "'");
    }
    replaceEngine();
    assertEquals(List.of(new TaskId("t2"), new TaskId("t1")), claim(LATER, Optional.empty(), 2));
    assertEquals(List.of(new TaskId("t0")), claim(LATER, Optional.empty(), 9));
    assertEquals(List.of(), claim(LATER, Optional.empty(), 9));
    assertEquals(List.of(new TaskId("t3")), claim(LATER, Optional.of(new TaskId("t3")), 1));
  }
}
