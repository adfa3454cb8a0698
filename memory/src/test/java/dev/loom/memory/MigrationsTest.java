package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AuditStorage;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadEvents;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MigrationsTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void openAndClose(Path file) {
    var id = vertx.deployVerticle(new MemoryVerticle(file, 1)).await();
    vertx.undeploy(id).await();
  }

  @Test
  void newFileGetsTheLatestSchemaAndCanBeReopened() throws Exception {
    var file = directory.resolve("new/loom.db");
    openAndClose(file);
    openAndClose(file);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertEquals(
          Migrations.SCRIPTS.size(),
          connection.createStatement().executeQuery("PRAGMA user_version").getInt(1));
    }
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
  }

  @Test
  void databaseOfANewerVersionIsRejectedAndLeftUnchanged() throws Exception {
    var file = directory.resolve("loom.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.createStatement().execute("PRAGMA user_version = 99");
    }
    var failure = assertThrows(Exception.class, () -> openAndClose(file));
    assertTrue(failure.getMessage().contains("newer version of Loom"), failure.getMessage());
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var tables =
            connection.createStatement().executeQuery("SELECT count(*) FROM sqlite_schema")) {
      assertEquals(0, tables.getInt(1));
    }
  }

  @Test
  void fileThatIsNotADatabaseIsRejectedByName() throws Exception {
    var file = directory.resolve("loom.db");
    Files.writeString(file, "this is not a database, but it is long enough to look at".repeat(20));
    var failure = assertThrows(Exception.class, () -> openAndClose(file));
    assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
  }

  private Path firstVersion() throws Exception {
    var file = directory.resolve("old.db");
    MemoryFixture.execute(file, Migrations.statements("0001_journal.sql").toArray(String[]::new));
    MemoryFixture.execute(
        file,
        "INSERT INTO event VALUES ('old', 1, 'task_submitted', 1, 0, '{\"task\":{}}', '{}')",
        "INSERT INTO event VALUES ('old', 2, 'task_executing', 1, 0, '{}', '{}')",
        "INSERT INTO task VALUES ('old', 'executing', 'g', '/w', 0, '{\"task_id\":\"old\"}')",
        "PRAGMA user_version = 1");
    return file;
  }

  private static List<String> schema(Path file) throws Exception {
    var lines = new ArrayList<String>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")) {
      while (rows.next()) {
        lines.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
      }
    }
    return lines;
  }

  @Test
  void migratedDatabaseHasTheSchemaOfANewOne() throws Exception {
    var old = firstVersion();
    var fresh = directory.resolve("fresh.db");
    openAndClose(old);
    openAndClose(fresh);
    assertEquals(schema(fresh), schema(old));
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + old)) {
      var events = connection.createStatement().executeQuery("SELECT count(*) FROM event");
      assertEquals(2, events.getInt(1));
    }
  }

  @Test
  void taskOfTheFirstFormatVersionIsKeptAndReported() throws Exception {
    var file = firstVersion();
    vertx.deployVerticle(new MemoryVerticle(file, 1)).await();
    var bus = Bus.on(vertx);
    var old = new TaskId("old");
    assertEquals(
        List.of(old),
        bus.request(Addresses.TASK_CLAIM, new ClaimTasks(bus.engine(), Optional.empty(), 9))
            .taskIds());
    assertEquals(
        ServiceException.failed(
                "Event 1 of task old cannot be read: the event has format version 1; this Loom"
                    + " supports version 2. Finish the task with the version that wrote it, or submit it again.",
                false)
            .error(),
        MemoryFixture.serviceError(
            () -> bus.request(Addresses.JOURNAL_LOAD_HISTORY, new LoadTaskHistory(old))));
    var found =
        MemoryFixture.serviceError(() -> bus.request(Addresses.TASK_FIND, new FindTask(old)));
    assertTrue(
        found.detail().startsWith("Task old was written by another version of Loom"),
        found.detail());
    assertFalse(found.retryable());
    assertEquals(1, bus.request(Addresses.TASK_LIST, new ListTasks(Set.of(), 9)).tasks().size());
    assertEquals(
        2, bus.request(Addresses.JOURNAL_READ, new ReadEvents(old, 0, 9)).entries().size());
    var findings =
        bus.request(Addresses.STORAGE_AUDIT, new AuditStorage()).checks().stream()
            .flatMap(check -> check.findings().stream())
            .toList();
    assertEquals(
        List.of(
            "Task old has 2 events of format version 1; this Loom supports version 2; finish it"
                + " with the version that wrote it, or submit it again."),
        findings);
  }
}
