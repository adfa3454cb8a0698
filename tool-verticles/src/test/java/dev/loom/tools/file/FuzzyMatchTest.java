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
  void linesThatDifferOnlyInWhiteSpaceMatchCompletely() throws Exception {
    var match = FuzzyMatch.find(FILE, "beta(1, 2)\n\tgamma");
    assertEquals(1, match.line());
    assertEquals(2, match.lineCount());
    assertEquals(1.0, match.score());
    assertTrue(match.isAccepted());
    assertFalse(match.isAmbiguous());
  }

  @Test
  void twoEqualPlacesAreAmbiguous() throws Exception {
    var match = FuzzyMatch.find("x = 1;\ny\nx = 1;\n", "x  =  1;");
    assertTrue(match.isAmbiguous());
    assertEquals(List.of(0, 2), List.of(match.line(), match.runnerUpLine()));
  }

  @Test
  void aDifferentTextIsNotGoodAndShowsNoLines() throws Exception {
    var match = FuzzyMatch.find(FILE, "0123456789");
    assertFalse(match.isAccepted());
    assertEquals("", match.hint(FILE));
  }

  @Test
  void theClosestLinesAreShownWithTheirNumbers() throws Exception {
    var match = FuzzyMatch.find(FILE, "gamma ray");
    assertFalse(match.isAccepted());
    assertTrue(match.hint(FILE).contains("    3 | gamma"), match.hint(FILE));
  }

  @Test
  void aTextLongerThanTheFileDoesNotMatch() throws Exception {
    assertFalse(FuzzyMatch.find("a\n", "a\nb\n").isAccepted());
  }

  @Test
  void anInterruptEndsTheSearch() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> FuzzyMatch.find(FILE, "alpha"));
  }
}
