package dev.loom.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.processes.definition.ParseResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessErrorsTest {
  @Test
  void anInvalidNameIsShownOnOneLineWithTheRule() {
    var message = ProcessErrors.invalidName("a\nb").getMessage();
    assertTrue(message.startsWith("Not a process name: 'a?b'. Select a process by its name ("));
  }

  @Test
  void anUnknownProcessIsReportedWithTheAvailableOnes() {
    assertEquals(
        "Process not found: 'x'. Available: a, b",
        ProcessErrors.notFound("x", List.of("a", "b")).getMessage());
  }

  @Test
  void theNumberOfUnlistedProblemsIsShown() {
    var file = new DefinitionFile("x", "/x.yaml", () -> new byte[0]);
    var invalid = new ParseResult.Invalid("x", List.of("p", "q"), 5);
    assertEquals(
        "Process 'x' (/x.yaml) cannot be used. 5 validation error(s):\n- p\n- q\n- and 3 more",
        ProcessErrors.invalidDefinition(file, invalid).getMessage());
  }
}
