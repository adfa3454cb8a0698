package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.function.Executable;

/// Memory module on a real file, accessed over a real bus.
final class MemoryFixture implements AutoCloseable {
  static final Instant AT = Instant.parse("2026-11-22T10:00:00.000001Z");

  /// Owner of the appended events. A living engine besides the one that opened the database, so
  /// that the owner of a task is the same after [#reopen].
  static final EngineId ENGINE = new EngineId("e1");

  final Path file;
  Bus bus;
  private Vertx vertx;

  MemoryFixture(Path directory) {
    this.file = directory.resolve("loom.db");
    open();
  }

  private void open() {
    vertx = Vertx.vertx();
    bus = Bus.on(vertx);
    vertx.deployVerticle(new MemoryVerticle(file, 2)).await();
    registerEngine(file);
  }

  /// Registers [#ENGINE] as alive.
  static void registerEngine(Path file) {
    try {
      execute(file, "INSERT OR IGNORE INTO engine VALUES ('" + ENGINE + "', 0)");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  void reopen() {
    close();
    open();
  }

  /// Claims the unfinished tasks for the engine of a bus, as if [#ENGINE] had ended.
  static List<TaskId> claimUnfinished(Bus bus, Path file)
      throws SQLException, InterruptedException {
    execute(file, "DELETE FROM engine WHERE id = '" + ENGINE + "'");
    var claim = new ClaimTasks(bus.engine(), Optional.empty(), 100);
    return bus.request(Addresses.TASK_CLAIM, claim).taskIds();
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  /// Modifies the file while the module is closed.
  void corrupt(String... statements) throws SQLException {
    close();
    modify(file, statements);
    open();
  }

  /// Modifies a file as if an earlier version of Loom had written it, without checksums.
  static void modify(Path file, String... statements) throws SQLException {
    execute(file, statements);
    execute(
        file,
        "UPDATE event SET checksum = NULL",
        "UPDATE task SET checksum = NULL",
        "UPDATE pattern SET checksum = NULL");
    try {
      new PageChecksums(file).delete();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void execute(Path file, String... statements) throws SQLException {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = other.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /// Reads a number with another connection.
  long number(String sql) throws SQLException {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file + "?open_mode=1");
        var rows = other.createStatement().executeQuery(sql)) {
      return rows.getLong(1);
    }
  }

  static TaskEvent.Recorded planning(String goal) {
    return new TaskEvent.TaskPlanning(goal, 1);
  }

  static AppendEvents append(TaskId task, long firstSeq, TaskEvent.Recorded... events) {
    return new AppendEvents(
        task, ENGINE, firstSeq, AT, List.of(events), Optional.empty(), Optional.empty(), List.of());
  }

  static AppendEvents submitted(TaskId task, String key, Instant at, TaskStatus status) {
    return new AppendEvents(
        task,
        ENGINE,
        1,
        at,
        List.of(planning("x")),
        Optional.of(snapshot(task, status, Optional.empty())),
        Optional.of(new IdempotencyKey(key, "hash of " + task)),
        List.of());
  }

  static AppendEvents observing(TaskId task, long seq, Instant at, Observation... observations) {
    return new AppendEvents(
        task,
        ENGINE,
        seq,
        at,
        List.of(planning("x")),
        Optional.empty(),
        Optional.empty(),
        List.of(observations));
  }

  static TaskSnapshot snapshot(TaskId task, TaskStatus status, Optional<String> callbackUrl) {
    var plain = TaskSpec.create("goal of " + task, "/tmp");
    var spec =
        new TaskSpec(
            plain.goal(),
            plain.workspace(),
            Map.of(),
            plain.approvalMode(),
            callbackUrl,
            Optional.empty(),
            Map.of(),
            plain.priority(),
            Budget.NONE,
            false);
    return new TaskSnapshot(
        task,
        status,
        spec,
        new TaskSnapshot.Times(AT, AT, Optional.empty()),
        1,
        0,
        List.of(),
        TaskSnapshot.Result.NONE,
        Budget.NONE,
        TaskSnapshot.Interaction.NONE);
  }

  AppendEvents.Appended appendAndWait(AppendEvents append) throws InterruptedException {
    return bus.request(Addresses.JOURNAL_APPEND, append);
  }

  Future<AppendEvents.Appended> appendAsync(AppendEvents append) {
    return bus.requestAsync(Addresses.JOURNAL_APPEND, append);
  }

  static ServiceError serviceError(Executable asking) {
    return assertThrows(ServiceException.class, asking).error();
  }
}
