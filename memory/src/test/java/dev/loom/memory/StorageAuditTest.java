package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static dev.loom.memory.MemoryFixture.append;
import static dev.loom.memory.MemoryFixture.snapshot;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ProviderState;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.AuditStorage;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class StorageAuditTest {
  private static final TaskId DONE = new TaskId("done");
  private static final TaskId OPEN = new TaskId("open");
  private static final SubtaskId S1 = new SubtaskId("s1");
  private static final StepId STEP = StepId.turn(S1, 1, 1).call(1);
  private static final String LONG = "line\n".repeat(2_000);

  @TempDir Path directory;
  private MemoryFixture memory;

  @BeforeEach
  void open() throws Exception {
    memory = new MemoryFixture(directory);
    write();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private static TaskEvent.Recorded submitted() {
    return new TaskEvent.TaskSubmitted(TaskSpec.create("goal", "/tmp"));
  }

  /// Writes a completed task with data in every table, and a running one.
  private void write() throws Exception {
    var turn =
        new TaskEvent.ModelTurnCompleted(
            S1,
            1,
            1,
            "reading",
            List.of(),
            "m",
            ModelUsage.NONE,
            List.of(),
            ProviderState.NONE,
            List.of());
    var started =
        new TaskEvent.ToolCallStarted(
            S1, STEP, "c", "read_file", Map.of(), CrashPolicy.RETRY, Optional.empty());
    var completed =
        new TaskEvent.ToolCallCompleted(
            S1, STEP, "c", "read_file", ToolResult.ok(LONG), false, 0.1);
    var end =
        new TaskEvent.TaskCompleted(1, 1, "done", WorkspaceChanges.NONE, ModelUsage.NONE, 1.5);
    memory.appendAndWait(
        new AppendEvents(
            DONE,
            MemoryFixture.ENGINE,
            1,
            Instant.now(),
            List.of(submitted(), turn, started, completed, end),
            Optional.of(snapshot(DONE, TaskStatus.COMPLETED, Optional.of("http://a/done"))),
            Optional.of(new IdempotencyKey("key", "hash")),
            List.of(new Observation(PatternType.SUBTASK_SUCCESS, "k", Map.of("n_total", 1)))));
    memory.appendAndWait(
        append(DONE, 6, new TaskEvent.TaskFeedback(new Feedback(Optional.of(5), "good"))));
    memory.appendAndWait(
        new AppendEvents(
            OPEN,
            MemoryFixture.ENGINE,
            1,
            AT,
            List.of(submitted()),
            Optional.of(snapshot(OPEN, TaskStatus.PENDING, Optional.empty())),
            Optional.empty(),
            List.of()));
    memory.appendAndWait(append(OPEN, 2, turn, started));
  }

  private AuditReport audit() throws InterruptedException {
    return memory.bus.request(Addresses.STORAGE_AUDIT, new AuditStorage());
  }

  private static List<String> findings(AuditReport report) {
    return report.checks().stream()
        .flatMap(check -> check.findings().stream().map(finding -> check.name() + ": " + finding))
        .toList();
  }

  private static AuditReport.Check check(AuditReport report, String name) {
    return report.checks().stream().filter(each -> each.name().equals(name)).findFirst().get();
  }

  @Test
  void intactDatabaseHasNoFindingsAndEveryCheckExaminesSomething() throws Exception {
    var report = audit();
    assertEquals(List.of(), findings(report));
    assertTrue(report.isClean());
    assertEquals(14, report.checks().size());
    for (var check : report.checks()) {
      assertTrue(check.examined() > 0, check.name());
    }
    assertEquals(9, check(report, "every event can be read by this version of Loom").examined());
  }

  @Test
  void anEmptyDatabaseIsClean() throws Exception {
    memory.corrupt(
        "DELETE FROM event", "DELETE FROM blob", "DELETE FROM task", "DELETE FROM submission");
    assertEquals(List.of(), findings(audit()));
  }

  @Test
  void unreferencedTextIsNotAFinding() throws Exception {
    memory.corrupt("INSERT INTO blob VALUES ('" + Sha256.hex("orphan") + "', 'orphan')");
    var report = audit();
    assertEquals(List.of(), findings(report));
    assertEquals(2, check(report, "every stored text matches its hash").examined());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "DELETE FROM event WHERE task_id='done' AND seq=3"
            + "|numbered from 1 without gaps|Task done, event 4 follows event 2: events",
        "DELETE FROM event WHERE task_id='open' AND seq=1"
            + "|begins with task_submitted|Task open begins with model_turn_completed",
        "UPDATE event SET type='task_executing',data='{}' WHERE task_id='done' AND seq=6"
            + "|only feedback and undo|Task done, event 6 is task_executing after",
        "INSERT INTO event SELECT task_id,3+seq,type,version,at,data,blobs,NULL FROM event WHERE"
            + " task_id='open' AND seq=2;UPDATE event SET seq=4 WHERE task_id='open' AND seq=5"
            + "|at most once|Task open, event 4 completes turn 1 of attempt 1 of subtask s1 a",
        "UPDATE event SET data='{\"goal\":1}' WHERE task_id='done' AND seq=1"
            + "|can be read|Task done, event 1 is broken (not a task_submitted",
        "UPDATE event SET data='{' WHERE task_id='open' AND seq=2"
            + "|can be read|Task open, event 2 is broken",
        "UPDATE event SET type='task_danced' WHERE task_id='open' AND seq=2"
            + "|can be read|a newer Loom's format (task_danced version 2;",
        "UPDATE event SET version=1 WHERE task_id='open'"
            + "|can be read|Task open has 3 events of format version 1; this Loom",
        "DELETE FROM blob|long text of an event|Task done, event 4: its text",
        "UPDATE blob SET text='other'|matches its hash|it was modified",
        "DELETE FROM task WHERE task_id='open'" + "|task row matches|Task open has no row",
        "UPDATE task SET status='executing' WHERE task_id='done'"
            + "|task row matches|Task done has status executing, but its snapshot has",
        "UPDATE task SET snapshot=replace(snapshot,'\"last_seq\":1','\"last_seq\":9')"
            + "|task row matches|has a snapshot of event 9, but events only up to",
        "DELETE FROM event WHERE task_id='done' AND seq>4"
            + "|task row matches|has status completed, but its journal has no end",
        "UPDATE task SET status='failed',snapshot=replace(snapshot,'completed\"','failed\"')"
            + " WHERE task_id='done'"
            + "|task row matches|has status failed, but its journal ends with status completed",
        "UPDATE task SET snapshot='{}' WHERE task_id='open'"
            + "|task row matches|Task open has a snapshot that cannot be read",
        "DELETE FROM event WHERE task_id='open'|has a journal|Task open has no events",
        "UPDATE pattern SET facts='[1]'|learned pattern|Pattern 1 (k) cannot be read",
        "UPDATE pattern SET type='dream'|learned pattern|Pattern 1 (k) cannot be read",
        "UPDATE webhook SET due_at=1|overdue|Webhook msg_done of task done has been due since 1970",
        "UPDATE submission SET task_id='gone'"
            + "|idempotency key belongs|The key 'key' belongs to task gone, which does not exist"
      })
  void corruptionIsFoundWithARemedy(String sql, String check, String words) throws Exception {
    memory.corrupt(sql.split(";"));
    var findings = findings(audit());
    assertTrue(
        findings.stream().anyMatch(each -> each.contains(check) && each.contains(words)),
        () -> String.join("\n", findings));
    for (var finding : findings) {
      assertTrue(finding.contains("; ") && finding.endsWith("."), finding);
    }
  }

  @Test
  void toolCallCompletedTwiceIsFound() throws Exception {
    memory.corrupt(
        "UPDATE event SET seq = 7 WHERE task_id = 'done' AND seq = 6",
        "UPDATE event SET seq = 6 WHERE task_id = 'done' AND seq = 5",
        "INSERT INTO event SELECT task_id, 5, type, version, at, data, blobs, NULL FROM event"
            + " WHERE task_id = 'done' AND seq = 4");
    var findings = findings(audit());
    assertEquals(1, findings.size(), findings.toString());
    assertTrue(
        findings.getFirst().contains("event 5 completes step " + STEP + " a second time"),
        findings.getFirst());
  }

  @Test
  void indexThatDoesNotMatchItsTableIsFound() throws Exception {
    memory.corrupt(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = 'CREATE INDEX task_by_age ON task (goal)'"
            + " WHERE name = 'task_by_age'");
    var file = check(audit(), "the database file is intact");
    assertTrue(file.findings().getFirst().contains("task_by_age"), file.toString());
    assertTrue(file.findings().getFirst().endsWith("restore the database from a backup."));
  }

  @Test
  void unreadableTableIsAFindingAndOtherTablesAreStillChecked() throws Exception {
    memory.corrupt("ALTER TABLE blob RENAME COLUMN text TO words", "UPDATE webhook SET due_at = 1");
    var findings = findings(audit());
    assertTrue(
        findings.stream()
            .anyMatch(
                each -> each.startsWith("every stored text") && each.contains("could not be")),
        findings.toString());
    assertTrue(findings.stream().anyMatch(each -> each.contains("msg_done")), findings.toString());
  }

  @Test
  void omittedFindingsAreCountedInTheLastLine() throws Exception {
    memory.corrupt(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)"
            + " INSERT INTO submission SELECT 'key' || i, 'h', 'gone', 0 FROM n");
    var check = check(audit(), "every idempotency key belongs to a task");
    assertEquals(251, check.examined());
    assertEquals(AuditReport.Check.FINDINGS_MAX, check.findings().size());
    assertEquals("151 more findings of this check.", check.findings().getLast());
  }

  @Test
  void webhookDueForAnHourIsNotOverdue() throws Exception {
    var due = EpochMicros.of(Instant.now().minusSeconds(3_600));
    memory.corrupt("UPDATE webhook SET due_at = " + due);
    assertEquals(List.of(), findings(audit()));
  }

  @Test
  void auditDoesNotBlockAppends() throws Exception {
    var report = memory.bus.requestAsync(Addresses.STORAGE_AUDIT, new AuditStorage());
    for (int seq = 4; seq < 50; seq++) {
      memory.appendAndWait(append(OPEN, seq, new TaskEvent.TaskExecuting()));
    }
    assertEquals(List.of(), findings(report.await()));
  }

  @Test
  void cancelledAuditEnds() {
    var audit = new StorageAudit(memory.file, List.of(), Instant::now);
    audit.cancel();
    assertEquals(
        "The engine is closing; retry after it has restarted.",
        MemoryFixture.serviceError(audit::run).detail());
  }

  @Test
  void missingFileFailsWithTheReason() {
    var audit = new StorageAudit(directory.resolve("nowhere.db"), List.of(), Instant::now);
    var detail = MemoryFixture.serviceError(audit::run).detail();
    assertTrue(detail.startsWith("The audit could not open the database: "), detail);
  }
}
