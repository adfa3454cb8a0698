package dev.loom.tools.change;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Holds one value per key, shared by all who use it at the same time, and those used last for
/// later users. A value in use is never replaced by another one. Thread-safe.
final class SharedValues<K, V> {
  private final Function<K, V> factory;
  private final ToIntFunction<V> size;
  private final int countMax;
  private final int sizeMax;
  private final Map<K, V> recent = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<K, WeakReference<V>> inUse = new HashMap<>();

  /// @param countMax maximum number of values kept without a user
  /// @param sizeMax maximum of the sizes of these values together
  SharedValues(Function<K, V> factory, int countMax, ToIntFunction<V> size, int sizeMax) {
    this.factory = factory;
    this.countMax = countMax;
    this.size = size;
    this.sizeMax = sizeMax;
  }

  synchronized V get(K key) {
    var known = inUse.get(key);
    var value = known == null ? null : known.get();
    if (value == null) {
      value = factory.apply(key);
      inUse.values().removeIf(reference -> reference.refersTo(null));
      inUse.put(key, new WeakReference<>(value));
    }
    recent.put(key, value);
    evict();
    return value;
  }

  private void evict() {
    var total = recent.values().stream().mapToInt(size).sum();
    var leastRecent = recent.values().iterator();
    while (recent.size() > 1 && (total > sizeMax || recent.size() > countMax)) {
      total -= size.applyAsInt(leastRecent.next());
      leastRecent.remove();
    }
  }
}
