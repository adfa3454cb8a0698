package dev.loom.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/// Map of limited size that evicts the least recently used entry.
final class LruCache<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int sizeMax;

  LruCache(int sizeMax) {
    super(16, 0.75f, true);
    this.sizeMax = sizeMax;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > sizeMax;
  }
}
