package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadOnlyConnectionTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void create() throws SQLException {
    file = directory.resolve("x.db");
    MemoryFixture.execute(
        file, "PRAGMA journal_mode = WAL", "CREATE TABLE n (i)", "INSERT INTO n VALUES (1), (2)");
  }

  private static List<Integer> numbers(ReadOnlyConnection connection) throws SQLException {
    var numbers = new ArrayList<Integer>();
    connection.forEachRow("SELECT i FROM n ORDER BY i", row -> numbers.add(row.getInt(1)));
    return numbers;
  }

  @Test
  void laterCommitsOfOthersAreInvisible() throws SQLException {
    try (var connection = new ReadOnlyConnection(file, LONG, () -> false)) {
      assertEquals(List.of(1, 2), numbers(connection));
      MemoryFixture.execute(file, "INSERT INTO n VALUES (3)");
      assertEquals(List.of(1, 2), numbers(connection));
    }
  }

  @Test
  void writingFails() throws SQLException {
    try (var connection = new ReadOnlyConnection(file, LONG, () -> false);
        var statement = connection.prepare("DELETE FROM n")) {
      assertThrows(SQLException.class, statement::executeUpdate);
    }
  }

  @Test
  void cancellationAndTimeLimitInterruptTheQuery() throws SQLException {
    try (var cancelled = new ReadOnlyConnection(file, LONG, () -> true);
        var late = new ReadOnlyConnection(file, Duration.ZERO, () -> false)) {
      assertThrows(SQLException.class, () -> numbers(cancelled));
      assertThrows(SQLException.class, () -> numbers(late));
      assertTrue(late.isCancelled());
    }
  }

  @Test
  void missingFileIsNotCreated() {
    var missing = directory.resolve("missing.db");
    assertThrows(SQLException.class, () -> new ReadOnlyConnection(missing, LONG, () -> false));
    assertFalse(Files.exists(missing));
  }
}
