package dev.loom.models.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemarksTest {
  private static final String CUT = "a.txt\nb.t\n... [120 characters left out] ...\n.txt\nd.txt";

  @Test
  void linesBesideTheMiddleThatIsMissingAreNotTakenForWhole() {
    assertTrue(Remarks.isCut(CUT));
    assertEquals(120, Remarks.leftOut(CUT));
    assertEquals(List.of("a.txt", "d.txt"), Remarks.wholeLines(CUT));
    assertFalse(Remarks.isComplete(CUT));
  }

  @Test
  void aTextThatOnlyQuotesTheMarkIsWhole() {
    assertFalse(Remarks.isCut("x\n... [120 characters left out] ...\nmuch more text after it"));
    assertTrue(Remarks.isCut("x\n... [120 bytes left out] ...\nmuch more text after it"));
  }

  @Test
  void remarksAreNoEntries() {
    assertEquals(List.of("a"), Remarks.wholeLines("a\n... (7 more files)"));
    assertEquals(7, Remarks.more("a\n... (7 more entries)"));
    assertEquals(List.of(), Remarks.wholeLines("No files matched."));
    assertFalse(Remarks.isComplete("a:1: x\n... (stopped after 200 matches)"));
    assertTrue(Remarks.gaveUp("a\n(only the first 200000 entries were looked at)"));
    assertEquals(
        Map.of("files larger than 5 MiB were not searched", 1L),
        Remarks.notSearched("a:1: x\n(1 files larger than 5 MiB were not searched)"));
  }

  @Test
  void aRefusalTellsHowManyLinesThereAre() {
    assertEquals(
        Optional.of(12L), Remarks.linesOfFile("a.txt has 12 lines; there is no line 2147483647"));
    assertEquals(Optional.empty(), Remarks.linesOfFile("File not found: a.txt"));
  }
}
