package dev.loom.models.http;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.loom.contracts.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Caches response schemas as JSON text. There are few, and each is used in many requests.
/// Thread-safe.
public final class SchemaJsonCache {
  private static final int SCHEMAS_MAX = 16;

  private final List<CachedJson> known = new CopyOnWriteArrayList<>();

  /// @param text the JSON text; caches its encoded bytes too
  private record CachedJson(Map<String, Object> schema, SerializedString text) {}

  /// Returns the JSON of a schema.
  public RawValue get(Map<String, Object> schema) {
    for (var one : known) {
      if (one.schema().equals(schema)) {
        return new RawValue(one.text());
      }
    }
    var written = new CachedJson(schema, new SerializedString(Json.write(schema)));
    if (known.size() < SCHEMAS_MAX) {
      known.add(written);
    }
    return new RawValue(written.text());
  }
}
