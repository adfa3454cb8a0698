package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorSummaryTest {
  @Test
  void equalErrorsOfSeveralSubtasksAreOneLineWithACount() {
    var errors = new ArrayList<String>();
    for (var subtask : List.of("one", "two", "three", "four", "five")) {
      errors.add(subtask + ": No model server answers at http://127.0.0.1:1/v1.");
      errors.add(subtask + ": No model server answers at http://127.0.0.1:1/v1.");
    }
    assertEquals(
        List.of(
            "one, two, three and 2 more: No model server answers at http://127.0.0.1:1/v1."
                + " (10 times)"),
        ErrorSummary.of(errors));
  }

  @Test
  void theEarliestErrorComesFirst() {
    assertEquals(
        List.of("s1: refused (2 times)", "s1: time limit", "Replanning failed."),
        ErrorSummary.of(
            List.of("s1: refused", "s1: time limit", "s1: refused\n\nReplanning failed.")));
  }

  @Test
  void anAddressIsNoSubtask() {
    assertEquals(List.of("http://a/v1 is away"), ErrorSummary.of(List.of("http://a/v1 is away")));
    assertEquals(List.of(), ErrorSummary.of(List.of()));
  }
}
