package dev.loom.models.wire;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.loom.contracts.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// The schemas of answers as they are written. There are a few, and each is asked for again and
/// again.
public final class WrittenSchemas {
  private static final int KEPT_MAX = 16;

  private final List<Written> known = new CopyOnWriteArrayList<>();

  /// @param text keeps its bytes too, once they were written
  private record Written(Map<String, Object> schema, SerializedString text) {}

  /// The text of a schema.
  public RawValue of(Map<String, Object> schema) {
    for (var one : known) {
      if (one.schema().equals(schema)) {
        return new RawValue(one.text());
      }
    }
    var written = new Written(schema, new SerializedString(Json.write(schema)));
    if (known.size() < KEPT_MAX) {
      known.add(written);
    }
    return new RawValue(written.text());
  }
}
