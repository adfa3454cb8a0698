package dev.loom.tools.change;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Holds one value per key, shared by all who use it at the same time, and those used last for
/// later users. A value in use is never replaced by another one. Thread-safe.
public final class SharedValues<K, V> {
  private final Function<K, V> factory;
  private final int countMax;
  private final LinkedHashMap<K, V> recent = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<K, WeakReference<V>> inUse = new HashMap<>();

  /// @param factory creates the value of a key
  /// @param countMax maximum number of values kept without a user
  public SharedValues(Function<K, V> factory, int countMax) {
    this.factory = factory;
    this.countMax = countMax;
  }

  /// Returns the value of a key, which stays the same as long as it is in use.
  public synchronized V get(K key) {
    var known = inUse.get(key);
    var value = known == null ? null : known.get();
    if (value == null) {
      value = factory.apply(key);
      inUse.values().removeIf(reference -> reference.refersTo(null));
      inUse.put(key, new WeakReference<>(value));
    }
    recent.put(key, value);
    if (recent.size() > countMax) {
      recent.pollFirstEntry();
    }
    return value;
  }
}
