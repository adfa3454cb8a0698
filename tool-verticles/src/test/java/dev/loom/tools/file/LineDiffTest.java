package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {
  private static String lines(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i + "\n").collect(Collectors.joining());
  }

  @Test
  void aChangedLineIsShownWithItsContext() {
    assertEquals(
        "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c",
        LineDiff.render("f", "a\nb\nc\n", "a\nB\nc\n", 2));
  }

  @Test
  void aLongDiffIsTruncatedAfterFortyLines() {
    var diff = LineDiff.render("f", lines("a", 50), lines("b", 50), 100);
    assertEquals(41, diff.lines().count());
    assertTrue(diff.endsWith("\n... (63 more diff lines)"), diff);
  }

  @Test
  void tooManyDifferentLinesAreNotCompared() {
    assertEquals("(too many changed lines to show)", LineDiff.render("f", "a", "b", 2_001));
  }
}
