package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LineOffsetsTest {
  @Test
  void everyKindOfLineEndIsExcludedFromTheLine() {
    var index = LineOffsets.of("one\r\ntwo\n\nfour");
    assertEquals(4, index.count());
    assertEquals("one", index.line(0));
    assertEquals("two", index.line(1));
    assertEquals("", index.line(2));
    assertEquals("four", index.line(3));
    assertEquals(5, index.start(1));
    assertEquals(9, index.nextStart(1));
    assertEquals(14, index.nextStart(3));
  }

  @Test
  void aFinalNewlineStartsNoFurtherLine() {
    assertEquals(1, LineOffsets.of("a\n").count());
    assertEquals(0, LineOffsets.of("").count());
  }

  @Test
  void manyLinesAreIndexed() {
    assertEquals(1_000, LineOffsets.of("x\n".repeat(1_000)).count());
  }
}
