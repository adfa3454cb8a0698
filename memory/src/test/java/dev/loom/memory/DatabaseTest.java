package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DatabaseTest {
  @TempDir Path directory;

  @Test
  void readersCannotWrite() {
    try (var fixture = new DatabaseFixture(directory)) {
      var write =
          fixture.start(() -> fixture.database.readers().query("DELETE FROM event").execute());
      var failure = assertThrows(Exception.class, write::await);
      assertTrue(failure.getMessage().contains("readonly"), failure.getMessage());
    }
  }

  @Test
  void commitsSurviveAPowerFailure() {
    try (var fixture = new DatabaseFixture(directory)) {
      var rows =
          fixture.call(() -> fixture.database.writer().query("PRAGMA synchronous").execute());
      assertEquals(2, rows.iterator().next().getInteger(0), "2 is FULL");
    }
  }

  @Test
  void directoryIsCreatedForItsOwnerOnly() throws Exception {
    var parent = directory.resolve("a/b");
    new DatabaseFixture(parent).close();
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)));
  }

  @Test
  void closingTruncatesTheWriteAheadLog() throws Exception {
    new DatabaseFixture(directory).close();
    var log = directory.resolve("loom.db-wal");
    assertTrue(!Files.exists(log) || Files.size(log) == 0);
  }

  /// Characters with a meaning in URLs, in SQLite's file names or for the driver.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "q?x=1",
        "?",
        "a?mode=memory&cache=shared",
        "mode=memory",
        "h#1",
        "p%20c",
        "%3F",
        "100%",
        "a b",
        "s;x",
        "\u00fcml",
        "\u6587",
        "it's",
        "a&b=c",
        "a+b",
        "a:b",
        "[x]",
        "a\\b",
        "\"",
        "file:x",
        ":memory:",
        "a\nb"
      })
  void everyDirectoryNameIsUsedAsItIs(String name) throws Exception {
    var parent = directory.resolve(name);
    try (var fixture = new DatabaseFixture(parent)) {
      for (var pool : List.of(fixture.database.readers(), fixture.database.writer())) {
        var engines = fixture.call(() -> pool.query("SELECT * FROM engine").execute());
        assertEquals(1, engines.size());
      }
      new ReadOnlyConnection(fixture.file, Duration.ofMinutes(1), () -> false).close();
    }
    new DatabaseFixture(parent).close();
    try (var entries = Files.list(directory);
        var files = Files.list(parent)) {
      assertEquals(List.of(parent), entries.toList());
      var names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertTrue(
          Set.of("loom.db", "loom.db-shm", "loom.db-sums", "loom.db-wal", "native")
              .containsAll(names));
    }
  }
}
