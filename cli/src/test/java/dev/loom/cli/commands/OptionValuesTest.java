package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionValuesTest {
  @Test
  void valuesHaveTheNamesOfTheRestApi() {
    assertIterableEquals(
        List.of("auto", "manual", "confidence_threshold"), new OptionValues.ApprovalModes());
    assertIterableEquals(List.of("low", "normal", "high"), new OptionValues.Priorities());
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
        new OptionValues.Statuses());
  }
}
