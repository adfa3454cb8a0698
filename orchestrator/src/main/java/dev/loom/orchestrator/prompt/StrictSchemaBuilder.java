package dev.loom.orchestrator.prompt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds JSON Schemas of objects that the strictest endpoints accept: every property required, no
/// additional properties, no limits.
final class StrictSchemaBuilder {
  private final Map<String, Object> properties = new LinkedHashMap<>();

  StrictSchemaBuilder with(String name, Map<String, Object> schema) {
    properties.put(name, schema);
    return this;
  }

  StrictSchemaBuilder with(String name, String type) {
    return with(name, Map.of("type", type));
  }

  StrictSchemaBuilder withList(String name, Map<String, Object> item) {
    var list = new LinkedHashMap<String, Object>();
    list.put("type", "array");
    list.put("items", item);
    return with(name, list);
  }

  StrictSchemaBuilder withTexts(String name) {
    return withList(name, Map.of("type", "string"));
  }

  Map<String, Object> build() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", List.copyOf(properties.keySet()));
    schema.put("additionalProperties", false);
    return schema;
  }
}
