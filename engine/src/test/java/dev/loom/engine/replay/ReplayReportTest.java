package dev.loom.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ReplayReportTest {
  private static RunTrace trace(String prompt, Map<String, String> calls, ModelUsage usage) {
    var end =
        new TranscriptEntry.TaskEnd(TaskStatus.COMPLETED, "done", "", usage, WorkspaceChanges.NONE);
    return new RunTrace(Map.of("plan.1", List.of(new Message.User(prompt))), calls, List.of(end));
  }

  private static ReplayReport compare(boolean incomplete, RunTrace recorded, RunTrace replayed) {
    return ReplayReport.compare(incomplete, recorded, replayed, true, 5);
  }

  @Test
  void equalTracesAreIdentical() {
    var trace = trace("a\nb", Map.of("s1.1.1.1", "calculator {}"), new ModelUsage(7, 3, 0, 0.1));
    var report = compare(false, trace, trace);
    assertTrue(report.isIdentical(), report.differences().toString());
    assertEquals("completed", report.status());
    assertEquals(1, report.toolCalls());
    assertEquals(1, report.modelTurns());
  }

  @Test
  void aPromptDiffersInItsFirstDifferentLine() {
    var report =
        compare(
            false,
            trace("a\nb\nc", Map.of(), ModelUsage.NONE),
            trace("a\nB\nC", Map.of(), ModelUsage.NONE));
    assertEquals(
        List.of(new ReplayDifference("prompt", "plan.1, message 1, line 2", "b", "B")),
        report.differences());
  }

  @Test
  void anAdditionalLineIsTheDifference() {
    var report =
        compare(
            false,
            trace("a\nb", Map.of(), ModelUsage.NONE),
            trace("a\nb\nc", Map.of(), ModelUsage.NONE));
    assertEquals(
        List.of(new ReplayDifference("prompt", "plan.1, message 1, line 3", "", "c")),
        report.differences());
  }

  @Test
  void aMissingAndAnAdditionalCallAreDifferences() {
    var report =
        compare(
            false,
            trace("a", Map.of("s1.1.1.1", "x"), ModelUsage.NONE),
            trace("a", Map.of("s1.1.1.2", "y"), ModelUsage.NONE));
    assertEquals(
        List.of(
            new ReplayDifference("call", "s1.1.1.1", "x", ""),
            new ReplayDifference("call", "s1.1.1.2", "", "y")),
        report.differences());
  }

  @Test
  void additionalCallsAfterAnIncompleteTranscriptAreNoDifferences() {
    var recorded = new RunTrace(Map.of(), Map.of("s1.1.1.1", "x"), List.of());
    var replayed =
        trace("a", Map.of("s1.1.1.1", "x", "s1.1.1.2", "y"), new ModelUsage(7, 3, 0, 0.1));
    assertTrue(compare(true, recorded, replayed).isIdentical());
    assertFalse(compare(false, recorded, replayed).isIdentical());
  }

  @Test
  void usageDiffersInTokensAndCost() {
    var report =
        compare(
            false,
            trace("a", Map.of(), new ModelUsage(7, 3, 0, 0.1)),
            trace("a", Map.of(), new ModelUsage(8, 3, 0, 0.2)));
    assertEquals(
        List.of("tokens", "cost"),
        report.differences().stream().map(ReplayDifference::area).toList());
  }
}
