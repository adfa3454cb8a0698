package dev.loom.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonValuesTest {
  /// Nests objects, with a number in the innermost one.
  private static Map<String, Object> nested(int objects) {
    Map<String, Object> tree = Map.of("a", 1);
    for (var depth = 1; depth < objects; depth++) {
      tree = Map.of("a", tree);
    }
    return tree;
  }

  private static void assertRejected(Map<String, Object> tree) {
    assertThrows(IllegalArgumentException.class, () -> JsonValues.copyOf(tree));
  }

  @Test
  void laterChangesDoNotAffectTheCopy() {
    var list = new ArrayList<Object>(List.of(1));
    var object = new HashMap<String, Object>(Map.of("list", list));
    var copy = JsonValues.copyOf(object);
    list.add(2);
    object.put("more", true);
    assertEquals(Map.of("list", List.of(1)), copy);
  }

  @Test
  void copyIsImmutable() {
    var copy = JsonValues.copyOf(Map.of("object", Map.of("a", 1), "list", List.of(1)));
    assertImmutable(() -> copy.put("b", 2));
    assertImmutable(() -> copy.entrySet().clear());
    assertImmutable(() -> copy.values().clear());
    assertImmutable(() -> copy.entrySet().iterator().next().setValue(3));
    assertImmutable(() -> ((Map<?, ?>) copy.get("object")).clear());
    assertImmutable(() -> ((List<?>) copy.get("list")).clear());
  }

  private static void assertImmutable(Runnable change) {
    assertThrows(UnsupportedOperationException.class, change::run);
  }

  @Test
  void copyOfACopyIsTheSameInstance() {
    var copy = JsonValues.copyOf(Map.of("a", 1));
    assertSame(copy, JsonValues.copyOf(copy));
    assertEquals(copy, JsonValues.copyOf(Map.of("in", copy)).get("in"));
    assertNotSame(copy, JsonValues.copyOf(new HashMap<>(copy)));
  }

  @Test
  void nestingDeeperThan64IsRejectedAlsoWithinCopies() {
    assertEquals(nested(64), JsonValues.copyOf(nested(64)));
    assertRejected(nested(65));
    var copy = JsonValues.copyOf(nested(62));
    assertEquals(Map.of("a", List.of(copy)), JsonValues.copyOf(Map.of("a", List.of(copy))));
    assertRejected(Map.of("a", Map.of("b", Map.of("c", copy))));
    assertRejected(Map.of("a", List.of(Map.of("c", copy))));
  }
}
