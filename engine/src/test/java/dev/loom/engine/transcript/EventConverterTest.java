package dev.loom.engine.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EventConverterTest {
  private static final SubtaskId S1 = new SubtaskId("s1");
  private static final StepId STEP = new StepId("s1.1.1.1");

  @Test
  void onlyDecisionsBecomeEntries() {
    var entries =
        EventConverter.from(
            List.of(
                new TaskEvent.TaskSteered("x"),
                new TaskEvent.TaskCompleted(
                    1, 1, "done", WorkspaceChanges.NONE, ModelUsage.NONE, 1.5)));
    assertEquals(1, entries.size());
    var end = assertInstanceOf(TranscriptEntry.TaskEnd.class, entries.getFirst());
    assertEquals(TaskStatus.COMPLETED, end.status());
    assertEquals("done", end.summary());
  }

  @Test
  void aCancelledTaskEndsWithItsReason() {
    var entry =
        EventConverter.entry(
            new TaskEvent.TaskCancelled(0, 0, "enough", WorkspaceChanges.NONE, ModelUsage.NONE, 1));
    var end = assertInstanceOf(TranscriptEntry.TaskEnd.class, entry.orElseThrow());
    assertEquals(TaskStatus.CANCELLED, end.status());
    assertEquals("enough", end.reason());
  }

  @Test
  void anExpiredApprovalStandsForTheSameUserInput() {
    assertEquals(
        Optional.of(new TaskCommand.ResolveApproval(S1, false, "expired", Optional.empty())),
        EventConverter.implicitInput(
            new TaskEvent.ApprovalReceived(S1, STEP, false, "expired", true)));
    assertEquals(
        Optional.of(new TaskCommand.Answer("q1", "blue", OptionalDouble.empty())),
        EventConverter.implicitInput(new TaskEvent.QuestionAnswered(S1, STEP, "q1", "blue", true)));
  }

  @Test
  void anApprovalOfAUserIsNotImplicit() {
    assertEquals(
        Optional.empty(),
        EventConverter.implicitInput(new TaskEvent.ApprovalReceived(S1, STEP, true, "", false)));
  }
}
