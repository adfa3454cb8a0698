package dev.loom.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/// Map of limited size that evicts the least recently used entry.
final class LruCache<K, V> {
  private final Map<K, V> entries;

  LruCache(int sizeMax) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > sizeMax;
          }
        };
  }

  /// Returns the value, or null if it is not cached.
  V get(K key) {
    return entries.get(key);
  }

  void put(K key, V value) {
    entries.put(key, value);
  }

  void remove(K key) {
    entries.remove(key);
  }
}
