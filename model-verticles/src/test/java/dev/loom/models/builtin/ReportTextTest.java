package dev.loom.models.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  @Test
  void theFenceOfABlockDoesNotOccurInItsText() {
    assertEquals("````\na\n```\n````", ReportText.block("a\n```"));
  }

  @Test
  void aTooLongListSaysHowManyItemsAreMissing() {
    var items = Collections.nCopies(3, "x".repeat(ReportText.CHARS_MAX / 2));
    var list = ReportText.list(items);
    assertTrue(list.endsWith("\n(2 more are not shown)"), list.substring(list.length() - 30));
  }

  @Test
  void withoutMarkdownTheBlocksRemainOrElseTheItems() {
    assertEquals("b", ReportText.withoutMarkdown("a\n\n```\nb\n```\n- c"));
    assertEquals(
        "a.txt\nb\n(1 more are not shown)",
        ReportText.withoutMarkdown("Two.\n\n- `a.txt`\n- b\n(1 more are not shown)"));
    assertEquals("plain", ReportText.withoutMarkdown(" plain\n"));
  }

  @Test
  void countsHaveSeparatorsAndTheRightNoun() {
    assertEquals(
        List.of("1 file", "0 files", "1,234 files"),
        List.of(
            ReportText.count(1, "file", "files"),
            ReportText.count(0, "file", "files"),
            ReportText.count(1234, "file", "files")));
  }
}
