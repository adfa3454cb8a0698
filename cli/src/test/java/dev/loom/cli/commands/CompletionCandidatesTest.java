package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionCandidatesTest {
  @Test
  void valuesHaveTheNamesOfTheRestApi() {
    assertIterableEquals(
        List.of("auto", "manual", "confidence_threshold"),
        new CompletionCandidates.ApprovalModes());
    assertIterableEquals(List.of("low", "normal", "high"), new CompletionCandidates.Priorities());
    assertIterableEquals(
        List.of(
            "pending",
            "planning",
            "executing",
            "waiting_approval",
            "paused",
            "completed",
            "failed",
            "cancelled"),
        new CompletionCandidates.Statuses());
  }
}
