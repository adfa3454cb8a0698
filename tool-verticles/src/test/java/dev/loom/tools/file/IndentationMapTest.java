package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class IndentationMapTest {
  private final IndentationMap map = new IndentationMap();

  @Test
  void withoutLinesNothingIsTranslated() {
    assertEquals(Optional.of("  "), map.translate("  "));
  }

  @Test
  void aCommonShiftIsAddedOrRemoved() {
    map.add("", "    ");
    assertEquals(Optional.of("      "), map.translate("  "));
    var less = new IndentationMap();
    less.add("    ", "  ");
    less.add("        ", "      ");
    assertEquals(Optional.of("          "), less.translate("            "));
    assertEquals(Optional.empty(), less.translate(""));
  }

  @Test
  void stepsAreTranslated() {
    map.add("    ", "\t");
    assertEquals(Optional.of("\t\t\t"), map.translate("            "));
    assertEquals(Optional.empty(), map.translate("      "));
  }

  @Test
  void twoPossibleTranslationsAreNone() {
    map.add("  ", "    ");
    assertEquals(Optional.empty(), map.translate("    "));
  }

  @Test
  void anotherNestingIsRefused() {
    assertTrue(map.add("  ", "    "));
    assertTrue(map.add("  ", "    "));
    assertFalse(map.add("  ", ""));
    assertFalse(map.add("    ", "    "));
  }
}
