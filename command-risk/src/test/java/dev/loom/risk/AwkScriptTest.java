package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwkScriptTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN{system(\"id\")}",
        "{print $1 > \"out\"}",
        "{print | \"sh\"}",
        "{printf \"%s\", $1 >> \"out\"}",
        "{\"date\" | getline d}",
        "BEGIN{f=\"x\"; @f()}",
        "{print \"a\" > \"/inet/tcp/0/x/80\"}"
      })
  void redirectionsAndProgramsAreSideEffects(String script) {
    assertTrue(AwkScript.hasSideEffects(script));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{print $1}",
        "$3 > 10 {print $1; n++}",
        "{print ($1 > $2)}",
        "{print \"a > b | c\"}",
        "{print $1 || $2}",
        "{print a[i > 1]}",
        "{print \"quote \\\" > \"}"
      })
  void printingAndComparingAreNot(String script) {
    assertFalse(AwkScript.hasSideEffects(script));
  }
}
