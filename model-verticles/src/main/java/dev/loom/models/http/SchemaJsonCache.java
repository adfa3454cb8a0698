package dev.loom.models.http;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.loom.bus.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Caches the first few response schemas as JSON text, because each is used in many requests.
/// Thread-safe.
public final class SchemaJsonCache {
  private static final int SCHEMAS_MAX = 16;

  private final List<CachedJson> cache = new CopyOnWriteArrayList<>();

  /// @param text the JSON text; caches its encoded bytes too
  private record CachedJson(Map<String, Object> schema, SerializedString text) {}

  /// Returns the JSON of a schema.
  public RawValue get(Map<String, Object> schema) {
    for (var cached : cache) {
      if (cached.schema().equals(schema)) {
        return new RawValue(cached.text());
      }
    }
    var added = new CachedJson(schema, new SerializedString(Json.write(schema)));
    if (cache.size() < SCHEMAS_MAX) {
      cache.add(added);
    }
    return new RawValue(added.text());
  }
}
