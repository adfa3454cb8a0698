package dev.loom.models.http;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.loom.bus.json.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Caches the JSON of a few values that many requests contain, such as the offered tools, which are
/// the same in each turn and the largest part of most requests. Thread-safe.
final class JsonCache<T> {
  static final int VALUES_MAX = 16;

  private final Function<T, Object> encoder;

  /// The newest value last.
  private final List<CachedJson<T>> cache = new CopyOnWriteArrayList<>();

  /// @param text the JSON text; caches its encoded bytes too
  private record CachedJson<T>(T value, SerializedString text) {}

  /// @param encoder returns an object that Jackson writes as the JSON of a value
  JsonCache(Function<T, Object> encoder) {
    this.encoder = encoder;
  }

  /// Returns the JSON of a value.
  RawValue get(T value) {
    for (var cached : cache) {
      if (cached.value().equals(value)) {
        return new RawValue(cached.text());
      }
    }
    var added = new CachedJson<>(value, new SerializedString(Json.write(encoder.apply(value))));
    synchronized (this) {
      if (cache.size() == VALUES_MAX) {
        cache.removeFirst();
      }
      cache.add(added);
    }
    return new RawValue(added.text());
  }
}
