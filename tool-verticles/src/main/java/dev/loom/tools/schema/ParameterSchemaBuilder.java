package dev.loom.tools.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds the JSON Schema of a tool's parameters. The schema rejects all other parameters.
public final class ParameterSchemaBuilder {
  private final Map<String, Object> properties = new LinkedHashMap<>();
  private final List<String> required = new ArrayList<>();

  private ParameterSchemaBuilder() {}

  /// Creates an object schema without parameters.
  public static ParameterSchemaBuilder object() {
    return new ParameterSchemaBuilder();
  }

  /// Adds a required parameter.
  public ParameterSchemaBuilder required(String name, Map<String, Object> schema) {
    required.add(name);
    return optional(name, schema);
  }

  /// Adds an optional parameter.
  public ParameterSchemaBuilder optional(String name, Map<String, Object> schema) {
    properties.put(name, schema);
    return this;
  }

  /// Returns the schema as a JSON-shaped map.
  public Map<String, Object> build() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  /// Returns the schema of a string.
  public static Map<String, Object> text(String description, int charsMax) {
    var schema = parameter("string", description);
    schema.put("maxLength", charsMax);
    return schema;
  }

  /// Returns the schema of an integer.
  public static Map<String, Object> integer(String description, int min) {
    var schema = parameter("integer", description);
    schema.put("minimum", min);
    schema.put("maximum", Integer.MAX_VALUE);
    return schema;
  }

  /// Returns the schema of a list with at least one object.
  public static Map<String, Object> list(
      String description, ParameterSchemaBuilder item, int countMax) {
    var schema = parameter("array", description);
    schema.put("items", item.build());
    schema.put("minItems", 1);
    schema.put("maxItems", countMax);
    return schema;
  }

  /// Keeps a fixed key order, so that prompt caches of model providers stay valid across restarts.
  private static Map<String, Object> parameter(String type, String description) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", type);
    schema.put("description", description);
    return schema;
  }
}
