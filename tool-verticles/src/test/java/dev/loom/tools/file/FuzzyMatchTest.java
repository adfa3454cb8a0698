package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzyMatchTest {
  private static final String FILE = "alpha\n  beta(1,  2)\ngamma\ndelta\n";

  @Test
  void linesThatDifferOnlyInWhiteSpaceMatch() {
    assertEquals(new FuzzyMatch(1, 2, 1), FuzzyMatch.find(FILE, "beta(1, 2)\n\tgamma"));
    assertTrue(FuzzyMatch.find(FILE, "beta(1, 2)").isFound());
    assertFalse(FuzzyMatch.find(FILE, "beta(1, 2)").isAmbiguous());
  }

  @Test
  void anyOtherDifferenceIsNoMatch() {
    assertFalse(FuzzyMatch.find(FILE, "beta(1, 3)").isFound());
    assertFalse(FuzzyMatch.find(FILE, "gammas").isFound());
  }

  @Test
  void twoEqualPlacesAreAmbiguous() {
    var match = FuzzyMatch.find("x = 1;\ny\nx = 1;\n", "x  =  1;");
    assertTrue(match.isAmbiguous());
    assertEquals(List.of(0, 2), List.of(match.line(), match.lastLine()));
  }

  @Test
  void aDifferentTextShowsNoLines() throws Exception {
    assertEquals("", FuzzyMatch.hint(FILE, "0123456789"));
  }

  @Test
  void theClosestLinesAreShownWithTheirNumbers() throws Exception {
    var hint = FuzzyMatch.hint(FILE, "gamma ray");
    assertTrue(hint.contains("    3 | gamma"), hint);
  }

  @Test
  void aTextLongerThanTheFileDoesNotMatch() throws Exception {
    assertFalse(FuzzyMatch.find("a\n", "a\nb\n").isFound());
    assertEquals("", FuzzyMatch.hint("a\n", "a\nb\n"));
  }

  @Test
  void anInterruptEndsTheSearch() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> FuzzyMatch.hint(FILE, "alpha"));
  }
}
