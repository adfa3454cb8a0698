package dev.loom.models.wire;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.loom.contracts.json.Json;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The schemas of answers as they are written. There are a few, and each is asked for again and
/// again.
public final class WrittenSchemas {
  private static final int KEPT_MAX = 16;

  private final Map<Map<String, Object>, RawValue> written = new ConcurrentHashMap<>();

  /// The text of a schema.
  public RawValue of(Map<String, Object> schema) {
    var known = written.get(schema);
    if (known == null) {
      known = new RawValue(Json.write(schema));
      if (written.size() < KEPT_MAX) {
        written.put(schema, known);
      }
    }
    return known;
  }
}
