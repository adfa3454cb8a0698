package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.text.TextTruncator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolOutputMarkersTest {
  private static final String CUT = "a.txt\nb.t\n... [120 characters left out] ...\n.txt\nd.txt";

  @Test
  void linesNextToATruncationMarkerAreIncomplete() {
    assertTrue(ToolOutputMarkers.isTruncated(CUT));
    assertEquals(120, ToolOutputMarkers.omittedLength(CUT));
    assertEquals(List.of("a.txt", "d.txt"), ToolOutputMarkers.wholeLines(CUT));
    assertFalse(ToolOutputMarkers.isComplete(CUT));
  }

  @Test
  void aQuotedMarkerDoesNotCount() {
    assertFalse(
        ToolOutputMarkers.isTruncated(
            "x\n... [120 characters left out] ...\n" + "much more text after it ".repeat(6)));
    assertTrue(
        ToolOutputMarkers.isTruncated("x\n... [120 bytes left out] ...\nmuch more text after it"));
  }

  @Test
  void aMarkerBetweenUnequalHalvesIsRecognised() {
    var longCluster = "e" + "\u0301".repeat(128);
    var shortHead = "a".repeat(371) + longCluster + "a".repeat(2000);
    var shortTail = "a".repeat(2000) + longCluster + "a".repeat(372);
    for (var text : List.of(shortHead, shortTail)) {
      var truncated = TextTruncator.middle(text, 999);
      assertTrue(ToolOutputMarkers.isTruncated(truncated), truncated);
      assertEquals(text.length(), ToolOutputMarkers.wholeLength(truncated));
    }
  }

  @Test
  void markersAreNotEntries() {
    assertEquals(List.of("a"), ToolOutputMarkers.wholeLines("a\n... (7 more files)"));
    assertEquals(7, ToolOutputMarkers.omittedEntries("a\n... (7 more entries)"));
    assertEquals(List.of(), ToolOutputMarkers.wholeLines("No files matched."));
    assertFalse(ToolOutputMarkers.isComplete("a:1: x\n... (stopped after 200 matches)"));
    assertTrue(
        ToolOutputMarkers.isPartialScan("a\n(only the first 200000 entries were looked at)"));
    assertEquals(
        Map.of("files larger than 5 MiB were not searched", 1L),
        ToolOutputMarkers.skippedByReason("a:1: x\n(1 files larger than 5 MiB were not searched)"));
  }

  @Test
  void theErrorForAMissingLineContainsTheLineCount() {
    assertEquals(
        Optional.of(12L),
        ToolOutputMarkers.lineCountIn("a.txt has 12 lines; there is no line 2147483647"));
    assertEquals(Optional.empty(), ToolOutputMarkers.lineCountIn("File not found: a.txt"));
  }
}
