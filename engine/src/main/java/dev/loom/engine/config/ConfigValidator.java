package dev.loom.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.json.Json;
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
import java.util.stream.Collectors;

/// Validates the keys and types of a configuration source against the configuration records.
final class ConfigValidator {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final PropertyNamingStrategies.SnakeCaseStrategy KEY_NAMING =
      new PropertyNamingStrategies.SnakeCaseStrategy();

  /// Whether strings may represent numbers, booleans and lists, as in the environment.
  private final boolean fromText;

  private final List<String> problems = new ArrayList<>();

  private ConfigValidator(boolean fromText) {
    this.fromText = fromText;
  }

  /// Validates the keys and types of a source.
  ///
  /// @return the values converted to their types
  /// @throws ConfigException naming the source and every invalid key
  static ObjectNode validate(
      ObjectNode tree, Class<? extends Record> recordType, String source, boolean fromText) {
    var check = new ConfigValidator(fromText);
    var checked = check.record(tree, recordType, "");
    if (!check.problems.isEmpty()) {
      throw new ConfigException(source + ": " + String.join("\n" + source + ": ", check.problems));
    }
    return checked;
  }

  /// Returns the configuration key of a record component.
  static String key(RecordComponent component) {
    return KEY_NAMING.translate(component.getName());
  }

  private ObjectNode record(JsonNode tree, Class<?> recordType, String path) {
    var checked = NODES.objectNode();
    if (!tree.isObject()) {
      problems.add((path.isEmpty() ? "it" : path) + " must be a table");
      return checked;
    }
    var components =
        Arrays.stream(recordType.getRecordComponents())
            .collect(Collectors.toMap(ConfigValidator::key, component -> component));
    tree.properties()
        .forEach(
            field -> {
              var component = components.get(field.getKey());
              var at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              if (component == null) {
                problems.add(at + " is not a known key. " + suggestion(components, field.getKey()));
              } else {
                var value = value(field.getValue(), component.getGenericType(), at);
                checked.set(field.getKey(), value);
              }
            });
    return checked;
  }

  private static String suggestion(Map<String, RecordComponent> components, String wrong) {
    return "Known keys: "
        + components.keySet().stream().sorted().collect(Collectors.joining(", "))
        + ".";
  }

  private JsonNode value(JsonNode node, Type type, String at) {
    if (type instanceof ParameterizedType generic) {
      return generic(node, generic, at);
    }
    var plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(node, plain, at);
    }
    if (plain == String.class) {
      return node.isTextual() ? node : reportWrong(at, "a string", node);
    }
    if (plain == int.class) {
      return wholeNumber(node, at);
    }
    if (plain == double.class || plain == Double.class) {
      return number(node, at);
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return flag(node, at);
    }
    if (plain.isEnum()) {
      return enumConstant(node, plain, at);
    }
    throw new IllegalStateException(at + " has an unsupported type: " + type);
  }

  private JsonNode generic(JsonNode node, ParameterizedType type, String at) {
    var raw = (Class<?>) type.getRawType();
    var arguments = type.getActualTypeArguments();
    if (raw == Optional.class) {
      return value(node, arguments[0], at);
    }
    if (raw == Map.class) {
      return map(node, arguments[1], at);
    }
    if (!Collection.class.isAssignableFrom(raw)) {
      throw new IllegalStateException(at + " has an unsupported type: " + type);
    }
    var list = NODES.arrayNode();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        list.add(value(node.get(i), arguments[0], at + "[" + i + "]"));
      }
    } else if (node.isTextual()) {
      for (var item : fromText ? node.asText().split(",") : new String[] {node.asText()}) {
        list.add(value(NODES.textNode(item.strip()), arguments[0], at));
      }
    } else {
      return reportWrong(at, "a list", node);
    }
    return list;
  }

  /// Validates a table with user-defined keys. Missing keys of an entry get their defaults later.
  private JsonNode map(JsonNode node, Type valueType, String at) {
    if (!node.isObject()) {
      return reportWrong(at, "a table", node);
    }
    var checked = NODES.objectNode();
    node.properties()
        .forEach(
            field ->
                checked.set(
                    field.getKey(), value(field.getValue(), valueType, at + "." + field.getKey())));
    return checked;
  }

  private JsonNode wholeNumber(JsonNode node, String at) {
    if (node.isIntegralNumber() && node.canConvertToInt()) {
      return node;
    }
    if (fromText && node.isTextual() && node.asText().strip().matches("-?\\d{1,9}")) {
      return NODES.numberNode(Integer.parseInt(node.asText().strip()));
    }
    return reportWrong(at, "a whole number", node);
  }

  private JsonNode number(JsonNode node, String at) {
    if (node.isNumber()) {
      return node;
    }
    if (fromText && node.isTextual() && node.asText().strip().matches("-?\\d{1,9}(\\.\\d{1,9})?")) {
      return NODES.numberNode(Double.parseDouble(node.asText().strip()));
    }
    return reportWrong(at, "a number", node);
  }

  private JsonNode flag(JsonNode node, String at) {
    if (node.isBoolean()) {
      return node;
    }
    var text = node.asText().strip();
    if (fromText && node.isTextual() && (text.equals("true") || text.equals("false"))) {
      return NODES.booleanNode(text.equals("true"));
    }
    return reportWrong(at, "true or false", node);
  }

  private JsonNode enumConstant(JsonNode node, Class<?> type, String at) {
    var names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
            .toList();
    return node.isTextual() && names.contains(node.asText())
        ? node
        : reportWrong(at, "one of " + String.join(", ", names), node);
  }

  /// Reports a value of a wrong type. The value is not shown if it may be a secret.
  private JsonNode reportWrong(String at, String expected, JsonNode node) {
    var secret = at.endsWith("api_key") || at.endsWith("_secret") || at.contains(".env.");
    var shown = secret ? "the given value" : Json.write(node);
    problems.add(at + " must be " + expected + ", not " + shown);
    return NODES.nullNode();
  }
}
