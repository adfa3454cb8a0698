package dev.loom.tools.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeRegexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a(?=b); look-ahead (?=...)",
        "(?<!a)b; negative look-behind (?<!...)",
        "(a)\\1; the back-reference \\1",
        "(?>a); atomic groups (?>...)"
      })
  void anUnsupportedConstructIsNamed(String regex, String construct) {
    var failure = assertThrows(IllegalArgumentException.class, () -> SafeRegex.compile(regex));
    assertEquals(
        "Invalid regex: " + construct + " is not supported; rewrite the pattern without it",
        failure.getMessage());
  }

  @Test
  void anInvalidPatternFailsWithTheReason() {
    var failure = assertThrows(IllegalArgumentException.class, () -> SafeRegex.compile("(a"));
    assertTrue(failure.getMessage().startsWith("Invalid regex: missing closing )"));
  }

  @Test
  @Timeout(10)
  void aNestedQuantifierMatchesInLinearTime() {
    assertFalse(SafeRegex.compile("(a*)*b").matcher("a".repeat(50_000)).find());
  }
}
