package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LineSimilarityTest {
  private static double bound(String a, String b) {
    return LineSimilarity.upperBound(
        a, LineSimilarity.histogram(a), b, LineSimilarity.histogram(b));
  }

  @Test
  void theRatioIsTwiceTheMatchingCharactersByAllCharacters() {
    assertEquals(1, LineSimilarity.ratio("abc", "abc"));
    assertEquals(0, LineSimilarity.ratio("abc", "xyz"));
    assertEquals(2.0 * 3 / 8, LineSimilarity.ratio("abcd", "bcde"));
    assertEquals(2.0 * 4 / 10, LineSimilarity.ratio("ab-cd", "ab+cd"));
  }

  @Test
  void theUpperBoundIsNeverBelowTheRatio() {
    var random = new Random(1);
    for (var i = 0; i < 1_000; i++) {
      var a = random.ints(1 + random.nextInt(20), 'a', 'f').mapToObj(Character::toString);
      var b = random.ints(1 + random.nextInt(20), 'a', 'f').mapToObj(Character::toString);
      var left = a.collect(Collectors.joining());
      var right = b.collect(Collectors.joining());
      assertTrue(bound(left, right) >= LineSimilarity.ratio(left, right), left + " " + right);
    }
  }

  @Test
  void longLinesAreSimilarOnlyWhenEqual() {
    var line = "x".repeat(LineSimilarity.CHARS_MAX + 1);
    assertEquals(1, LineSimilarity.ratio(line, line));
    assertEquals(0, LineSimilarity.ratio(line, line + "y"));
  }

  @Test
  void whiteSpaceIsCollapsed() {
    assertEquals("a b c", LineSimilarity.collapseWhitespace(" \ta  b\t c \r"));
  }
}
