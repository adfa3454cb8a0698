package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.Verdict;
import dev.loom.orchestrator.loop.Attempt;
import dev.loom.orchestrator.loop.AttemptProgress;
import dev.loom.orchestrator.loop.Conversation;
import dev.loom.orchestrator.loop.FinishedCall;
import dev.loom.orchestrator.loop.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Expected values for 3 allowed retries and, unless stated otherwise, tier 1.
class ConfidenceScoreTest {
  private static final int RETRIES_MAX = 3;

  private static SubtaskState subtask(int attempt, List<FinishedCall> calls) {
    var pending =
        SubtaskState.pending(Subtask.create(new SubtaskId("s1"), "d", List.of()), List.of(), 0);
    return pending.with(
        new Attempt(
            attempt,
            1,
            Instant.EPOCH,
            new Phase.Answered(1),
            Conversation.EMPTY,
            new AttemptProgress(calls, 0, "m", "answer")));
  }

  private static FinishedCall riskyCall(String command) {
    return new FinishedCall(
        new StepId("s1.1.1.1"),
        "shell_execute",
        Map.of("command", command),
        true,
        "",
        "",
        false,
        true);
  }

  private static double compute(SubtaskState subtask, int tier, double modelConfidence) {
    var verdict = new Verdict(Verdict.Outcome.VERIFIED, tier, modelConfidence, "", List.of());
    return ConfidenceScore.compute(subtask, verdict, RETRIES_MAX);
  }

  @Test
  void aCleanFirstAttemptHasFullConfidence() {
    assertEquals(1.0, compute(subtask(1, List.of()), 1, 0.7), 1e-9);
  }

  @Test
  void aDestructiveCallLowersConfidence() {
    assertEquals(0.857, compute(subtask(1, List.of(riskyCall("rm -r x"))), 1, 0.7), 1e-3);
  }

  @Test
  void eachRetryLowersConfidence() {
    assertEquals(0.905, compute(subtask(2, List.of()), 1, 0.7), 1e-3);
    assertEquals(0.810, compute(subtask(3, List.of()), 1, 0.7), 1e-3);
    assertEquals(0.714, compute(subtask(4, List.of()), 1, 0.7), 1e-3);
  }

  @Test
  void theVerifiersConfidenceHasAWeightOfThirtyPercent() {
    assertEquals(0.7 + 0.3 * 0.4, compute(subtask(1, List.of()), 2, 0.4), 1e-9);
  }
}
