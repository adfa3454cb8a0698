package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.Sha256;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StorageChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void create() {
    try (var fixture = new DatabaseFixture(directory)) {
      file = fixture.file;
    }
  }

  private List<String> findings(String... statements) throws SQLException {
    MemoryFixture.execute(file, statements);
    try (var connection = new ReadOnlyConnection(file, Duration.ofMinutes(1), () -> false)) {
      var findings = new ArrayList<String>();
      for (var check : new StorageChecks(connection, List.of(), NOW).all()) {
        check.run();
        findings.addAll(check.report().findings());
      }
      return findings;
    }
  }

  private static String webhook(Instant due) {
    return "INSERT INTO webhook (id, task_id, url, attempts, created_at, due_at, delivered, error) VALUES ('w', 't', 'http://a', 0, 0, %d, 0, '')"
        .formatted(EpochMicros.of(due));
  }

  @Test
  void textMustMatchItsHash() throws SQLException {
    assertEquals(
        List.of(), findings("INSERT INTO blob VALUES ('" + Sha256.hex("text") + "', 'text')"));
    var findings = findings("INSERT INTO blob VALUES ('00', 'text')");
    assertTrue(findings.getFirst().startsWith("Text 00 has the hash "), findings.toString());
  }

  @Test
  void webhookIsOverdueAfterADay() throws SQLException {
    assertEquals(List.of(), findings(webhook(NOW.minus(Duration.ofHours(24)))));
    var findings = findings("DELETE FROM webhook", webhook(NOW.minus(Duration.ofHours(25))));
    assertTrue(findings.getFirst().startsWith("Webhook w of task t has been due since "));
  }

  @Test
  void idempotencyKeyMustBelongToATask() throws SQLException {
    var findings = findings("INSERT INTO submission VALUES ('k', 'h', 'gone', 0)");
    assertEquals(
        List.of(
            "The key 'k' belongs to task gone, which does not exist; use another key, or restore"
                + " the database from a backup."),
        findings);
  }

  @Test
  void patternMustBeReadable() throws SQLException {
    var findings =
        findings("INSERT INTO pattern VALUES (1, 'retry_pattern', 'k', '[]', 1, 0, NULL)");
    assertTrue(findings.getFirst().startsWith("Pattern 1 (k) cannot be read: "));
  }

  @Test
  void taskMustHaveEvents() throws SQLException {
    var findings =
        findings(
            "INSERT INTO task (task_id, status, goal, workspace, created_at, snapshot) VALUES ('t', 'pending', 'g', '/w', 0, '{}')");
    assertTrue(findings.getFirst().startsWith("Task t has no events; "), findings.toString());
  }
}
