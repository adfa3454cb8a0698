package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultMarkdownTest {
  @Test
  void theFenceOfABlockDoesNotOccurInItsText() {
    assertEquals("````\na\n```\n````", ResultMarkdown.block("a\n```"));
  }

  @Test
  void aTooLongListSaysHowManyItemsAreMissing() {
    var items = Collections.nCopies(3, "x".repeat(ResultMarkdown.CHARS_MAX / 2));
    var list = ResultMarkdown.list(items);
    assertTrue(list.endsWith("\n(2 more are not shown)"), list.substring(list.length() - 30));
  }

  @Test
  void withoutMarkdownTheBlocksRemainOrElseTheItems() {
    assertEquals("b", ResultMarkdown.withoutMarkdown("a\n\n```\nb\n```\n- c"));
    assertEquals(
        "a.txt\nb\n(1 more are not shown)",
        ResultMarkdown.withoutMarkdown("Two.\n\n- `a.txt`\n- b\n(1 more are not shown)"));
    assertEquals("plain", ResultMarkdown.withoutMarkdown(" plain\n"));
  }

  @Test
  void countsHaveSeparatorsAndTheRightNoun() {
    assertEquals(
        List.of("1 file", "0 files", "1,234 entries"),
        List.of(
            ResultMarkdown.count(1, "file"),
            ResultMarkdown.count(0, "file"),
            ResultMarkdown.count(1234, "entry")));
  }
}
