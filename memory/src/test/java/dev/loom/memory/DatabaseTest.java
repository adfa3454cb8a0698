package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
}
