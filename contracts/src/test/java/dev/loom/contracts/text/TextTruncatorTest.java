package dev.loom.contracts.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextTruncatorTest {
  private static final String FAMILY = "👩‍👩‍👧";
  private static final String FLAG = "🇩🇪";
  private static final String ACCENT = "e\u0301";

  @Test
  void aTextWithinTheLimitIsReturnedAsItIs() {
    assertEquals("four", TextTruncator.head("four", 4));
    assertEquals("four", TextTruncator.withEllipsis("four", 4));
    assertEquals("four", TextTruncator.withCount("four", 4));
    assertEquals("four", TextTruncator.middle("four", 4));
  }

  @Test
  void theLimitCountsWhatIsKeptWithoutTheMarker() {
    assertEquals("abcd", TextTruncator.head("abcdef", 4));
    assertEquals("abcd…", TextTruncator.withEllipsis("abcdef", 4));
    assertEquals("abcd\n[… 2 more characters]", TextTruncator.withCount("abcdef", 4));
    assertEquals("ab\n... [2 characters left out] ...\nef", TextTruncator.middle("abcdef", 4));
  }

  @Test
  void noSurrogatePairIsSplit() {
    assertEquals("a", TextTruncator.head("a😀b", 2));
    assertEquals("a😀", TextTruncator.head("a😀b", 3));
  }

  @Test
  void noClusterIsSplit() {
    for (var cluster : new String[] {FAMILY, FLAG, ACCENT, "\r\n"}) {
      for (int chars = 1; chars < cluster.length() + 1; chars++) {
        assertEquals("x", TextTruncator.head("x" + cluster + "y", chars), cluster + " " + chars);
      }
    }
  }

  @Test
  void theEndOfAMiddleCutStartsAtACluster() {
    assertTrue(TextTruncator.middle("start" + FAMILY + "end", 8).endsWith("...\nend"));
  }

  @Test
  void aClusterLongerThanTheLimitIsSplitBetweenCodePoints() {
    var stacked = "a" + "\u0301".repeat(1_000);
    assertEquals(500, TextTruncator.head(stacked, 500).length());
    assertEquals("", TextTruncator.head("😀", 1));
  }

  @Test
  void anyTextIsCutAtAClusterAndStaysValidUnicode() {
    var pieces = new String[] {"a", " ", "\n", FAMILY, FLAG, ACCENT, "漢", "😀", "\r\n", "한"};
    var random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      var builder = new StringBuilder();
      for (int piece = random.nextInt(40); piece >= 0; piece--) {
        builder.append(pieces[random.nextInt(pieces.length)]);
      }
      var text = builder.toString();
      int limit = random.nextInt(text.length() + 2);
      var head = TextTruncator.head(text, limit);
      var clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
      clusters.setText(text);
      assertTrue(head.length() <= limit && text.startsWith(head));
      assertTrue(clusters.isBoundary(head.length()), () -> text + " at " + limit);
      var middle = TextTruncator.middle(text, limit);
      assertEquals(
          middle, new String(middle.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
  }
}
