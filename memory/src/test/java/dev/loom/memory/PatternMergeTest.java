package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternMergeTest {
  private static Object merged(String name, Object known, Object seen) {
    return PatternMerge.merge(Map.of(name, known), Map.of(name, seen)).get(name);
  }

  @Test
  void totalsAreSummed() {
    assertEquals(5L, merged("runs_total", 2, 3));
    assertEquals(5_000_000_000L, merged("runs_total", 2_000_000_000, 3_000_000_000L));
    assertEquals(2.75, merged("seconds_total", 2, 0.75));
    assertEquals(-1L, merged("runs_total", 2, -3));
  }

  @Test
  void otherFactsAreReplaced() {
    assertEquals(3, merged("runs", 2, 3));
    assertEquals("b", merged("model", "a", "b"));
    assertEquals(List.of(2), merged("list", List.of(1), List.of(2)));
    assertEquals(3, merged("total_runs", 2, 3));
    assertEquals(Map.of("n_total", 1), merged("inner", Map.of("n_total", 1), Map.of("n_total", 1)));
  }

  @Test
  void nonNumericTotalIsReplaced() {
    assertEquals(3, merged("n_total", "two", 3));
    assertEquals("three", merged("n_total", 2, "three"));
  }

  @Test
  void unobservedFactsAreKept() {
    assertEquals(
        Map.of("a", 1, "b_total", 2, "c_total", 3),
        PatternMerge.merge(Map.of("a", 1, "b_total", 2), Map.of("c_total", 3)));
  }

  @Test
  void sumThatOverflowsStaysFinite() {
    assertEquals(0x1p63, merged("n_total", Long.MAX_VALUE, 1));
    assertEquals(Double.MAX_VALUE, merged("n_total", Double.MAX_VALUE, Double.MAX_VALUE));
  }
}
