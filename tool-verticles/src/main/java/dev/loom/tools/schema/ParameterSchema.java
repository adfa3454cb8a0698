package dev.loom.tools.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the JSON Schema of an object, parameter by parameter. Parameters that are not listed are
/// refused.
public final class ParameterSchema {
  private final Map<String, Object> properties = new LinkedHashMap<>();
  private final List<String> required = new ArrayList<>();

  private ParameterSchema() {}

  /// An object without parameters so far.
  public static ParameterSchema object() {
    return new ParameterSchema();
  }

  /// Adds a parameter that must be given.
  public ParameterSchema required(String name, Map<String, Object> schema) {
    required.add(name);
    return optional(name, schema);
  }

  /// Adds a parameter that may be left out.
  public ParameterSchema optional(String name, Map<String, Object> schema) {
    properties.put(name, schema);
    return this;
  }

  /// The schema as a JSON-shaped map.
  public Map<String, Object> build() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  /// A text.
  public static Map<String, Object> text(String description, int charsMax) {
    var schema = parameter("string", description);
    schema.put("maxLength", charsMax);
    return schema;
  }

  /// A whole number.
  public static Map<String, Object> integer(String description, int min) {
    var schema = parameter("integer", description);
    schema.put("minimum", min);
    schema.put("maximum", Integer.MAX_VALUE);
    return schema;
  }

  /// A list of one or more objects.
  public static Map<String, Object> list(String description, ParameterSchema item, int countMax) {
    var schema = parameter("array", description);
    schema.put("items", item.build());
    schema.put("minItems", 1);
    schema.put("maxItems", countMax);
    return schema;
  }

  /// Its order is the same in every engine, so that prompt caches outlive one.
  private static Map<String, Object> parameter(String type, String description) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", type);
    schema.put("description", description);
    return schema;
  }
}
