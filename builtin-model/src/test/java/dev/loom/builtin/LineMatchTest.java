package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineMatchTest {
  @Test
  void linesOfGrepAndOfSearchFilesAreParsedAlike() {
    assertEquals(Optional.of(new LineMatch("a:b.txt", 7, "x")), LineMatch.parse("a:b.txt:7:x"));
    assertEquals(Optional.of(new LineMatch("a.txt", 7, " x")), LineMatch.parse("a.txt:7: x"));
    assertEquals(Optional.empty(), LineMatch.parse("no match"));
  }

  @Test
  void aListItemIsTruncatedAndHasNoBackticks() {
    var item = new LineMatch("a.txt", 7, "  `x`" + "y".repeat(500)).toListItem();
    assertEquals("a.txt:7: `'x'" + "y".repeat(157) + "…`", item);
  }

  @Test
  void matchesOfOneLineAreTheSameWhateverTheirText() {
    var byPosition = LineMatch.BY_POSITION;
    assertEquals(0, byPosition.compare(new LineMatch("a", 1, "long"), new LineMatch("a", 1, "lo")));
    assertEquals(-1, byPosition.compare(new LineMatch("a", 2, "x"), new LineMatch("a", 10, "x")));
  }
}
