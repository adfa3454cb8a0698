package dev.loom.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.bus.text.NameSuggestions;
import dev.loom.contracts.config.ConfigKeys;
import dev.loom.contracts.config.EnvironmentReferences;
import dev.loom.contracts.config.Expanded;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Validates the keys and types of a configuration source against the configuration records.
final class ConfigValidator {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// Whether strings may represent numbers, booleans and lists, as in environment variables.
  private final boolean fromText;

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  private ConfigValidator(boolean fromText, Map<String, String> environment) {
    this.fromText = fromText;
    this.environment = environment;
  }

  /// Validates the keys and types of a source.
  ///
  /// @param environment variables for keys that are [Expanded]
  /// @return the values converted to their types
  /// @throws ConfigException naming the source and every invalid key
  static ObjectNode validate(
      ObjectNode tree,
      Class<? extends Record> recordType,
      String source,
      boolean fromText,
      Map<String, String> environment) {
    var validator = new ConfigValidator(fromText, environment);
    var checked = validator.record(tree, recordType, "");
    if (!validator.problems.isEmpty()) {
      throw new ConfigException(
          source + ": " + String.join("\n" + source + ": ", validator.problems));
    }
    return checked;
  }

  private ObjectNode record(JsonNode tree, Class<?> recordType, String path) {
    var checked = NODES.objectNode();
    if (!tree.isObject()) {
      problems.add((path.isEmpty() ? "the content" : path) + " must be a table");
      return checked;
    }
    var components =
        ConfigKeys.components(recordType)
            .collect(Collectors.toMap(ConfigKeys::key, component -> component));
    tree.properties()
        .forEach(
            field -> {
              var component = components.get(field.getKey());
              var fieldPath = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              if (component == null) {
                problems.add(
                    fieldPath + " is not a known key. " + knownKeys(field.getKey(), components));
              } else {
                var value = value(field.getValue(), component.getGenericType(), fieldPath);
                checked.set(
                    field.getKey(),
                    component.isAnnotationPresent(Expanded.class)
                        ? expand(value, fieldPath)
                        : value);
              }
            });
    return checked;
  }

  private JsonNode expand(JsonNode value, String path) {
    try {
      return value.isTextual()
          ? NODES.textNode(EnvironmentReferences.expand(value.textValue(), environment))
          : value;
    } catch (IllegalArgumentException failure) {
      problems.add(path + " " + failure.getMessage());
      return value;
    }
  }

  private static String knownKeys(String unknown, Map<String, RecordComponent> components) {
    var names = components.keySet().stream().sorted().toList();
    var similar = NameSuggestions.suggestSimilar(unknown, names);
    return (similar.isEmpty() ? "" : "Did you mean " + similar.getFirst() + "? ")
        + "Known keys: "
        + String.join(", ", names)
        + ".";
  }

  private JsonNode value(JsonNode node, Type type, String path) {
    if (type instanceof ParameterizedType generic) {
      return generic(node, generic, path);
    }
    var plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(node, plain, path);
    }
    if (plain == String.class) {
      return node.isTextual() ? node : reportInvalid(path, "a string", node);
    }
    if (plain == int.class) {
      return scalar(
          node, path, "a whole number", each -> each.isIntegralNumber() && each.canConvertToInt());
    }
    if (plain == double.class || plain == Double.class) {
      return scalar(node, path, "a number", JsonNode::isNumber);
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return scalar(node, path, "true or false", JsonNode::isBoolean);
    }
    if (plain.isEnum()) {
      return enumConstant(node, plain, path);
    }
    throw new IllegalStateException(path + " has an unsupported type: " + type);
  }

  private JsonNode generic(JsonNode node, ParameterizedType type, String path) {
    var raw = (Class<?>) type.getRawType();
    var arguments = type.getActualTypeArguments();
    if (raw == Optional.class) {
      return value(node, arguments[0], path);
    }
    if (raw == Map.class) {
      return map(node, arguments[1], path);
    }
    if (!Collection.class.isAssignableFrom(raw)) {
      throw new IllegalStateException(path + " has an unsupported type: " + type);
    }
    var list = NODES.arrayNode();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        list.add(value(node.get(i), arguments[0], path + "[" + i + "]"));
      }
    } else if (node.isTextual()) {
      for (var item : fromText ? node.asText().split(",") : new String[] {node.asText()}) {
        list.add(value(NODES.textNode(item.strip()), arguments[0], path));
      }
    } else {
      return reportInvalid(path, "a list", node);
    }
    return list;
  }

  /// Validates a table with user-defined keys. Missing keys of an entry get their defaults later.
  private JsonNode map(JsonNode node, Type valueType, String path) {
    if (!node.isObject()) {
      return reportInvalid(path, "a table", node);
    }
    var checked = NODES.objectNode();
    node.properties()
        .forEach(
            field ->
                checked.set(
                    field.getKey(),
                    value(field.getValue(), valueType, path + "." + field.getKey())));
    return checked;
  }

  private JsonNode scalar(
      JsonNode node, String path, String expected, Predicate<JsonNode> isValid) {
    var value = fromText && node.isTextual() ? Json.tryParse(node.asText()).orElse(node) : node;
    return isValid.test(value) ? value : reportInvalid(path, expected, node);
  }

  private JsonNode enumConstant(JsonNode node, Class<?> type, String path) {
    var names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
            .toList();
    return node.isTextual() && names.contains(node.asText())
        ? node
        : reportInvalid(path, "one of " + String.join(", ", names), node);
  }

  /// Reports a value of a wrong type and replaces it by `null`. The value is not shown if it may be
  /// a secret.
  private JsonNode reportInvalid(String path, String expected, JsonNode node) {
    var secret = path.endsWith("api_key") || path.endsWith("_secret") || path.contains(".env.");
    var shown = secret ? "the given value" : Json.write(node);
    problems.add(path + " must be " + expected + ", not " + shown);
    return NODES.nullNode();
  }
}
