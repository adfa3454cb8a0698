package dev.loom.tools.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds the JSON Schema of a tool's parameters. The schema rejects all other parameters. Keeps a
/// fixed key order, so that prompt caches of model providers stay valid across restarts.
public final class ParameterSchemaBuilder {
  private static final int PATH_CHARS_MAX = 10_000;

  private final Map<String, Object> properties = new LinkedHashMap<>();

  private ParameterSchemaBuilder() {}

  /// Creates an object schema without parameters.
  public static ParameterSchemaBuilder object() {
    return new ParameterSchemaBuilder();
  }

  /// Adds a path in the workspace, named `path`.
  public ParameterSchemaBuilder path(String description) {
    return text("path", description, PATH_CHARS_MAX);
  }

  /// Adds a string.
  public ParameterSchemaBuilder text(String name, String description, int charsMax) {
    add(name, "string", description).put("maxLength", charsMax);
    return this;
  }

  /// Adds a boolean.
  public ParameterSchemaBuilder flag(String name, String description) {
    add(name, "boolean", description);
    return this;
  }

  /// Adds an integer.
  public ParameterSchemaBuilder integer(String name, String description, int min) {
    var schema = add(name, "integer", description);
    schema.put("minimum", min);
    schema.put("maximum", Integer.MAX_VALUE);
    return this;
  }

  /// Adds a list with at least one object.
  public ParameterSchemaBuilder list(
      String name, String description, Map<String, Object> item, int countMax) {
    var schema = add(name, "array", description);
    schema.put("items", item);
    schema.put("minItems", 1);
    schema.put("maxItems", countMax);
    return this;
  }

  private Map<String, Object> add(String name, String type, String description) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", type);
    schema.put("description", description);
    properties.put(name, schema);
    return schema;
  }

  /// Returns the schema as a JSON-shaped map.
  ///
  /// @param required names of the parameters that every call must have
  public Map<String, Object> build(String... required) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", List.of(required));
    schema.put("additionalProperties", false);
    return schema;
  }
}
