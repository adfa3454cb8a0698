package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AuditStorage;
import dev.loom.contracts.journal.CheckStorage;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Vertx;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Damages a database or its write-ahead log at random places and starts on it: what is served is
/// right, every damage that matters is named, and new tasks are accepted. `-Ddamage.runs=500` runs
/// more of them.
@Timeout(60)
class DamageCampaignTest {
  private static final int TASKS = 12;
  private static final String LONG_TEXT = "A long text of a tool. ".repeat(400);

  @TempDir private static Path original;
  @TempDir private Path directory;

  /// Entries of each task, as they were before the damage.
  private static final Map<TaskId, List<JournalEntry>> entries = new HashMap<>();

  static IntStream runs() {
    return IntStream.range(0, Integer.getInteger("damage.runs", 20));
  }

  /// Leaves a database of which a part is in the log, as after `kill -9`, and one that was closed.
  @BeforeAll
  static void write() throws Exception {
    var fixture = new MemoryFixture(original);
    for (var i = 0; i < TASKS; i++) {
      var task = task(i);
      fixture.appendAndWait(
          MemoryFixture.submitted(task, "key " + i, MemoryFixture.AT, TaskStatus.EXECUTING));
      for (var seq = 2; seq < 30; seq++) {
        var text = seq == 7 ? LONG_TEXT + i : "step " + seq + " of " + task + " ".repeat(seq * 7);
        fixture.appendAndWait(MemoryFixture.append(task, seq, MemoryFixture.planning(text)));
      }
      if (i == TASKS / 2) {
        fixture.reopen();
      }
    }
    for (var i = 0; i < TASKS; i++) {
      entries.put(task(i), read(fixture.bus, task(i)));
    }
    for (var name : List.of("loom.db", "loom.db-wal", "loom.db-sums")) {
      Files.copy(original.resolve(name), original.resolve("crashed-" + name));
    }
    fixture.close();
  }

  private static TaskId task(int number) {
    return new TaskId("task" + number);
  }

  private static List<JournalEntry> read(Bus bus, TaskId task) throws InterruptedException {
    return bus.request(Addresses.JOURNAL_READ, new ReadEvents(task, 0, 1_000)).entries();
  }

  /// Copies a database.
  ///
  /// @param prefix which one
  private void copy(String prefix) throws Exception {
    for (var name : List.of("loom.db", "loom.db-wal", "loom.db-sums")) {
      var source = original.resolve(prefix + name);
      if (Files.exists(source)) {
        Files.copy(source, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void damage(String name, Random random) throws Exception {
    try (var bytes = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
      var length = random.nextBoolean() ? 1 : 64;
      var place = random.nextLong(bytes.length() - length);
      for (var i = 0; i < length; i++) {
        bytes.seek(place + i);
        var old = bytes.read();
        bytes.seek(place + i);
        bytes.write(old ^ 1 + random.nextInt(255));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aDamagedDatabaseServesNothingWrong(int seed) throws Exception {
    copy("");
    damage("loom.db", new Random(seed));
    start();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aDamagedDatabaseWithALogServesNothingWrong(int seed) throws Exception {
    copy("crashed-");
    damage("loom.db", new Random(seed));
    start();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aDamagedLogServesNothingWrong(int seed) throws Exception {
    copy("crashed-");
    damage("loom.db-wal", new Random(seed));
    start();
  }

  @ParameterizedTest
  @MethodSource("undamaged")
  void withoutDamageEverythingIsServed(String prefix) throws Exception {
    copy(prefix);
    assertEquals(0, start());
  }

  static List<String> undamaged() {
    return List.of("", "crashed-");
  }

  /// @return the number of tasks that are not served
  private int start() throws Exception {
    var vertx = Vertx.vertx();
    try {
      vertx.deployVerticle(new MemoryVerticle(directory.resolve("loom.db"), 2)).await();
      var bus = Bus.on(vertx);
      MemoryFixture.registerEngine(directory.resolve("loom.db"));
      var health = bus.request(Addresses.STORAGE_CHECK, new CheckStorage());
      assertTrue(health.accepts());
      var named = String.join("\n", health.problems());
      var audit = bus.request(Addresses.STORAGE_AUDIT, new AuditStorage());
      var losses =
          audit.checks().stream()
              .filter(check -> check.name().equals("nothing was lost to damage"))
              .flatMap(check -> check.findings().stream())
              .toList();
      assertEquals(health.problems(), losses);
      var missing = 0;
      for (var i = 0; i < TASKS; i++) {
        missing += isServed(bus, task(i), named) ? 0 : 1;
      }
      var listed = bus.request(Addresses.TASK_LIST, new ListTasks(Set.of(), 100)).tasks();
      assertEquals(TASKS - missing, listed.size(), named);
      bus.request(
          Addresses.JOURNAL_APPEND,
          MemoryFixture.submitted(
              new TaskId("new"), "new key", MemoryFixture.AT, TaskStatus.EXECUTING));
      return missing;
    } finally {
      vertx.close().await();
    }
  }

  private static boolean isServed(Bus bus, TaskId task, String named) throws InterruptedException {
    try {
      var snapshot = bus.request(Addresses.TASK_FIND, new FindTask(task));
      assertEquals("goal of " + task, snapshot.spec().goal());
      var served = read(bus, task);
      // SQLite drops a damaged last transaction, which looks like an interrupted one.
      var dropped = named.contains("The last transaction") ? 1 : 0;
      assertTrue(served.size() >= entries.get(task).size() - dropped, named);
      assertEquals(entries.get(task).subList(0, served.size()), served, named);
      assertEquals(
          served.size(),
          bus.request(Addresses.JOURNAL_LOAD_HISTORY, new LoadTaskHistory(task)).events().size());
      return true;
    } catch (ServiceException failure) {
      assertFalse(named.isEmpty(), failure::getMessage);
      return false;
    }
  }
}
