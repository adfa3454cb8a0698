package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticsTest {
  private final Diagnostics diagnostics = new Diagnostics();

  @Test
  void problemsAreListedInTheOrderOfTheirLines() {
    diagnostics.addProblem("b", 9, "second");
    diagnostics.addProblem("a", 2, "first");
    assertEquals(
        List.of("a (line 2): first", "b (line 9): second"), diagnostics.toInvalid("x").problems());
    assertFalse(diagnostics.hasNoProblems());
  }

  @Test
  void problemsBeyondTheLimitAreOnlyCounted() {
    for (int i = 0; i < Diagnostics.LISTED_MAX + 3; i++) {
      diagnostics.addProblem("a", i, "wrong");
    }
    var invalid = diagnostics.toInvalid("x");
    assertEquals(Diagnostics.LISTED_MAX, invalid.problems().size());
    assertEquals(Diagnostics.LISTED_MAX + 3, invalid.count());
  }

  @Test
  void aWarningIsNotAProblem() {
    diagnostics.addWarning("a", 1, "unknown");
    assertTrue(diagnostics.hasNoProblems());
    assertEquals(List.of("a (line 1): unknown"), diagnostics.warnings());
  }
}
