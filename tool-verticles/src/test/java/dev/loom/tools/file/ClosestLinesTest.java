package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClosestLinesTest {
  private static final String FILE = "alpha\n  beta(1,  2)\ngamma\ndelta\n";

  @Test
  void aDifferentTextShowsNoLines() throws Exception {
    assertEquals("", ClosestLines.render(FILE, "0123456789"));
  }

  @Test
  void theClosestLinesAreShownWithTheirNumbers() throws Exception {
    var hint = ClosestLines.render(FILE, "gamma ray");
    assertTrue(hint.contains("    3 | gamma"), hint);
  }

  @Test
  void aTextLongerThanTheFileShowsNoLines() throws Exception {
    assertEquals("", ClosestLines.render("a\n", "a\nb\n"));
  }

  @Test
  void anInterruptEndsTheSearch() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> ClosestLines.render(FILE, "alpha"));
  }
}
