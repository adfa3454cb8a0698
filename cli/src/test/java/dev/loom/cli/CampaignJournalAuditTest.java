package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks that the audit detects each kind of violation.
class CampaignJournalAuditTest {
  private static final String SHELL =
      "{\"subtask_id\":\"a\",\"step_id\":\"a.1.1.1\",\"tool\":\"shell_execute\",\"success\":true}";
  private static final String TURN = "{\"subtask_id\":\"a\",\"attempt\":1,\"turn\":1}";

  @TempDir Path temp;
  private final List<String[]> rows =
      new ArrayList<>(
          List.of(
              row(1, "task_submitted", "{}"),
              row(2, "model_turn_completed", TURN),
              row(3, "tool_call_started", SHELL),
              row(4, "tool_call_completed", SHELL),
              row(5, "task_completed", "{}")));

  private static String[] row(int seq, String type, String data) {
    return new String[] {Integer.toString(seq), type, data};
  }

  private List<String> violations(String status, String... ledger) throws SQLException {
    var file = temp.resolve("loom.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE event (task_id TEXT, seq INTEGER, type TEXT, at INTEGER, data TEXT)");
      statement.execute("CREATE TABLE task (task_id TEXT, status TEXT, goal TEXT)");
      statement.execute("INSERT INTO task VALUES ('t', '" + status + "', 'Campaign 1')");
      for (var row : rows) {
        statement.execute(
            "INSERT INTO event VALUES ('t', %s, '%s', 7, '%s')".formatted((Object[]) row));
      }
    }
    return new CampaignJournalAudit(file).violations(List.of("t"), List.of(ledger));
  }

  @Test
  void validJournalHasNoViolation() throws SQLException {
    assertEquals(List.of(), violations("completed", "t a.1.1.1"));
  }

  @Test
  void findsAMissingAcceptedTask() throws SQLException {
    rows.clear();
    assertEquals(
        List.of("task t has no events", "accepted task t is executing"), violations("executing"));
  }

  @Test
  void findsASequenceGap() throws SQLException {
    rows.set(4, row(6, "task_completed", "{}"));
    assertEquals(List.of("task t: seq 6 where 5 belongs"), violations("completed", "t a.1.1.1"));
  }

  @Test
  void findsAnEventAfterTheEnd() throws SQLException {
    rows.add(row(6, "task_failed", "{}"));
    assertEquals(List.of("task t: task_completed is 5 of 6"), violations("completed", "t a.1.1.1"));
  }

  @Test
  void findsATaskWithoutAnEnd() throws SQLException {
    rows.removeLast();
    assertEquals(
        List.of("task t: tool_call_completed is 4 of 4"), violations("completed", "t a.1.1.1"));
  }

  @Test
  void findsARepeatedModelTurn() throws SQLException {
    rows.set(2, row(3, "model_turn_completed", TURN));
    assertEquals(
        List.of("task t: turn a.1.1 was completed twice"), violations("completed", "t a.1.1.1"));
  }

  @Test
  void findsACompletedCallThatIsRepeated() throws SQLException {
    rows.set(4, row(5, "tool_call_started", SHELL));
    rows.add(row(6, "task_completed", "{}"));
    assertEquals(
        List.of(
            "task t: a.1.1.1 was started after it was completed",
            "task t: a.1.1.1 was started 2 times, recovered 0 times"),
        violations("completed", "t a.1.1.1"));
  }

  @Test
  void findsARepeatedSideEffect() throws SQLException {
    assertEquals(
        List.of("step t a.1.1.1 had its effect 2 times"),
        violations("completed", "t a.1.1.1", "t a.1.1.1"));
  }

  @Test
  void findsASuccessWithoutItsSideEffect() throws SQLException {
    assertEquals(List.of("task t: a.1.1.1 succeeded and left no effect"), violations("completed"));
  }
}
