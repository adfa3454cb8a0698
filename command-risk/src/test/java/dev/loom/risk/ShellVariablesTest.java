package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShellVariablesTest {
  private static ShellVariables after(Map<String, Integer> counts, String... commands) {
    var variables = new ShellVariables(counts);
    for (var command : commands) {
      variables.recordAssignments(
          Arrays.stream(command.split(" ")).map(Word::unquoted).toList(), true);
    }
    return variables;
  }

  @Test
  void aVariableThatIsAssignedOnceIsKnown() {
    assertEquals(Optional.of("rm"), after(Map.of("x", 1), "x=rm").value("x"));
    assertEquals(Optional.of("rm"), after(Map.of("x", 1), "export x=rm").value("x"));
  }

  @Test
  void aVariableThatIsAssignedTwiceIsUnknown() {
    assertEquals(Optional.empty(), after(Map.of("x", 2), "x=a", "x=b").value("x"));
    assertEquals(2, after(Map.of(), "x=a", "x=b").counts().get("x"));
  }

  @Test
  void aVariableThatTheShellFillsIsUnknown() {
    assertEquals(2, after(Map.of(), "read x").counts().get("x"));
    assertEquals(2, after(Map.of(), "x+=a").counts().get("x"));
  }

  @Test
  void anUnassignedVariableIsUnknownUnlessItNamesADirectory() {
    assertEquals(Optional.empty(), after(Map.of()).value("x"));
    assertEquals(Optional.of("~"), after(Map.of()).value("HOME"));
    assertEquals(Optional.of("."), after(Map.of("PWD", 1), "PWD=.").value("PWD"));
  }

  @Test
  void noVariableIsKnownWhenTheLineSetsTheFieldSeparator() {
    assertEquals(Optional.empty(), after(Map.of("x", 1, "IFS", 1), "x=a", "IFS=:").value("x"));
  }
}
