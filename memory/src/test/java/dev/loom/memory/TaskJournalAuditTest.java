package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.TaskStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskJournalAuditTest {
  private final TaskJournalAudit.Checks checks = new TaskJournalAudit.Checks();

  private TaskJournalAudit audit(String... types) {
    var audit = new TaskJournalAudit("t", types[0], checks);
    for (int i = 0; i < types.length; i++) {
      audit.checkNext(i + 1, types[i]);
    }
    return audit;
  }

  private List<String> findings() {
    return checks.stream().flatMap(check -> check.build().findings().stream()).toList();
  }

  @Test
  void completeJournalHasNoFindings() {
    audit("task_submitted", "task_executing", "task_completed", "task_feedback");
    assertEquals(List.of(), findings());
  }

  @Test
  void missingSequenceNumberIsFound() {
    audit("task_submitted").checkNext(3, "task_executing");
    assertTrue(findings().getFirst().startsWith("Task t, event 3 follows event 1"));
  }

  @Test
  void journalMustStartWithTheSubmission() {
    audit("task_executing");
    assertTrue(findings().getFirst().startsWith("Task t begins with task_executing"));
  }

  @Test
  void eventAfterTheEndIsFound() {
    audit("task_submitted", "task_failed", "task_executing");
    assertTrue(findings().getFirst().startsWith("Task t, event 3 is task_executing after the end"));
  }

  @Test
  void stepCompletedTwiceIsFound() {
    var audit = audit("task_submitted");
    var subtask = new SubtaskId("s");
    var call =
        new TaskEvent.ToolCallCompleted(
            subtask, StepId.turn(subtask, 1, 1).call(1), "c", "t", ToolResult.ok(""), false, 0);
    audit.inspect(2, call);
    assertEquals(List.of(), findings());
    audit.inspect(3, call);
    assertTrue(findings().getFirst().startsWith("Task t, event 3 completes step s.1.1.1 a second"));
  }

  @Test
  void statusMustMatchTheEndOfTheJournal() {
    assertTrue(audit("task_submitted", "task_failed").allowsStatus(TaskStatus.FAILED));
    assertFalse(audit("task_submitted", "task_failed").allowsStatus(TaskStatus.COMPLETED));
    assertTrue(audit("task_submitted").allowsStatus(TaskStatus.PAUSED));
    assertFalse(audit("task_submitted").allowsStatus(TaskStatus.FAILED));
  }

  @Test
  void eventsOfAnUnreadableFormatAreCounted() {
    var audit = audit("task_submitted");
    assertEquals(Optional.empty(), audit.describeUnreadable());
    audit.addUnreadable("format version 1; this Loom supports version 2");
    audit.addUnreadable("format version 1; this Loom supports version 2");
    assertEquals(
        Optional.of("has 2 events of format version 1; this Loom supports version 2"),
        audit.describeUnreadable());
  }
}
