package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class LruCacheTest {
  private final LruCache<String, Integer> cache = new LruCache<>(2);

  @Test
  void leastRecentlyUsedEntryIsEvicted() {
    cache.put("a", 1);
    cache.put("b", 2);
    cache.get("a");
    cache.put("c", 3);
    assertNull(cache.get("b"));
    assertEquals(1, cache.get("a"));
    assertEquals(3, cache.get("c"));
  }

  @Test
  void replacingAnEntryEvictsNothing() {
    cache.put("a", 1);
    cache.put("b", 2);
    cache.put("a", 3);
    assertEquals(3, cache.get("a"));
    assertEquals(2, cache.get("b"));
  }

  @Test
  void removedEntryIsNotCached() {
    cache.put("a", 1);
    cache.remove("a");
    assertNull(cache.get("a"));
  }
}
