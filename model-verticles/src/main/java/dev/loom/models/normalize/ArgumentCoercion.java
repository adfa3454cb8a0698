package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.bus.json.Json;
import dev.loom.bus.json.LenientValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Converts the arguments of a call to the names and types in the tool's schema, as far as their
/// meaning is certain. The rest stays as it is, and the tool host rejects it by name.
///
/// GLM and Claude send lists as JSON text, Qwen numbers as text, many models null for an optional
/// argument, an object where a list of objects is due, and the argument names of the programs they
/// were trained with.
final class ArgumentCoercion {
  /// Names of other programs, canonical, with the names that they stand for, preferred ones first.
  private static final Map<String, List<String>> SYNONYMS =
      synonyms(
          """
          path: filepath filename file targetfile relativepath relativeworkspacepath absolutepath \
              pathname directory dir folder targetdirectory
          old_str: oldstring oldtext old search searchstring find
          new_str: newstring newtext new replace replacement replacestring
          content: contents filetext filecontent filecontents text
          command: cmd commandline shellcommand
          file_pattern: glob globpattern include includepattern
          pattern: glob globpattern
          line_start: startline fromline
          line_end: endline toline
          """);

  /// Single keys under which some models nest all arguments.
  private static final Set<String> WRAPPERS =
      Set.of("arguments", "args", "input", "parameters", "params", "kwargs", "toolinput");

  /// Parameters whose value may be any document, so that a JSON value given for it is the document.
  private static final Set<String> DOCUMENTS = Set.of("content", "text", "body", "data", "json");

  private static final Pattern JSON_FILE =
      Pattern.compile("(?i).*\\.(?:(?:geo)?json[5cl]?|ipynb|webmanifest)");

  private static final Set<String> NOTHING = Set.of("", "null", "none");

  private static final JsonNode NO_SCHEMA = Json.mapper().createObjectNode();

  private ArgumentCoercion() {}

  private static Map<String, List<String>> synonyms(String table) {
    var all = new LinkedHashMap<String, List<String>>();
    for (var line : table.lines().toList()) {
      var parts = line.split(":");
      for (var synonym : parts[1].strip().split(" +")) {
        all.computeIfAbsent(synonym, name -> new ArrayList<>()).add(parts[0]);
      }
    }
    return all;
  }

  /// Converts the arguments of a call.
  ///
  /// @param schema the tool's JSON Schema; without properties, the arguments stay as they are
  static Map<String, Object> coerce(Map<String, Object> arguments, Map<String, Object> schema) {
    if (!(schema.get("properties") instanceof Map<?, ?>) || arguments.isEmpty()) {
      return arguments;
    }
    var schemaJson = Json.mapper().<JsonNode>valueToTree(schema);
    var given = Json.mapper().<ObjectNode>valueToTree(arguments);
    var coerced = coerceObject(unwrap(given, schemaJson), schemaJson);
    return coerced.equals(given) ? arguments : Json.toMap(coerced);
  }

  private static JsonNode unwrap(ObjectNode arguments, JsonNode schema) {
    var key = arguments.fieldNames().next();
    if (arguments.size() != 1
        || schema.path("properties").has(key)
        || !WRAPPERS.contains(LenientValues.canonical(key))) {
      return arguments;
    }
    var inner = LenientValues.structure(arguments.get(key));
    return inner.isObject() ? inner : arguments;
  }

  private static JsonNode coerceObject(JsonNode object, JsonNode schema) {
    var properties = schema.path("properties");
    if (properties.isEmpty()) {
      return object;
    }
    var names = resolveNames(object, properties);
    var required = new LinkedHashSet<String>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    var coerced = Json.mapper().createObjectNode();
    for (var entry : object.properties()) {
      var name = names.get(entry.getKey());
      var property = properties.path(name);
      var value = entry.getValue();
      if (required.contains(name) || !isNothing(value, property)) {
        coerced.set(
            name,
            DOCUMENTS.contains(name) && takesOnly("string", property)
                ? coerceDocument(value, object)
                : coerceValue(value, property));
      }
    }
    return coerced;
  }

  /// Maps the given names to those in the schema. A name that is certain for no parameter, or that
  /// another given name stands for too, stays.
  private static Map<String, String> resolveNames(JsonNode object, JsonNode properties) {
    var names = new LinkedHashMap<String, String>();
    object.fieldNames().forEachRemaining(name -> names.put(name, name));
    for (var given : names.keySet()) {
      if (!properties.has(given)) {
        resolveName(given, properties)
            .filter(name -> !names.containsValue(name))
            .ifPresent(name -> names.put(given, name));
      }
    }
    return names;
  }

  private static Optional<String> resolveName(String given, JsonNode properties) {
    var canonical = LenientValues.canonical(given);
    var synonyms = SYNONYMS.getOrDefault(canonical, List.of()).stream().filter(properties::has);
    return Stream.concat(
            properties
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> LenientValues.canonical(name).equals(canonical)),
            synonyms)
        .findFirst();
  }

  /// Returns whether a value means that an optional argument was left out.
  private static boolean isNothing(JsonNode value, JsonNode schema) {
    var types = typesOf(schema);
    return !types.isEmpty()
        && !types.contains("null")
        && (value.isNull()
            || !types.contains("string")
                && value.isTextual()
                && NOTHING.contains(value.textValue().strip().toLowerCase(Locale.ROOT)));
  }

  /// Converts a value to a type that its schema accepts.
  static JsonNode coerceValue(JsonNode value, JsonNode schema) {
    var types = typesOf(schema);
    if (types.isEmpty() || types.contains("string") && value.isTextual()) {
      return value;
    }
    var known = LenientValues.structure(value);
    if (known.isObject() && types.contains("object")) {
      return coerceObject(known, branch(schema, "object"));
    }
    if (types.contains("array")) {
      return coerceList(known, branch(schema, "array").path("items"));
    }
    if (known.isArray() && known.size() == 1 && !known.get(0).isContainerNode()) {
      return coerceValue(known.get(0), schema);
    }
    return coerceScalar(value, types);
  }

  private static JsonNode coerceList(JsonNode value, JsonNode items) {
    var list = Json.mapper().createArrayNode();
    if (value.isArray()) {
      value.forEach(item -> list.add(coerceValue(item, items)));
      return list;
    }
    var item = coerceValue(value, items);
    var isElement = typesOf(items).contains(typeOf(item)) && !mayBeSeveral(item);
    return isElement ? list.add(item) : value;
  }

  /// Returns whether a text may be a list in a notation of its own.
  private static boolean mayBeSeveral(JsonNode item) {
    return item.isTextual() && item.textValue().matches("(?s)\\s*[\\[{].*|.*[,;\n].*|\\s*");
  }

  private static JsonNode coerceScalar(JsonNode value, Set<String> types) {
    if (types.contains("integer") || types.contains("number")) {
      var number =
          value.isTextual() ? Json.tryParse(value.textValue().strip()) : Optional.of(value);
      if (number.filter(JsonNode::isNumber).isPresent()) {
        return toWhole(number.get(), !types.contains("number")).orElse(value);
      }
    }
    if (types.contains("boolean") && value.isTextual()) {
      return LenientValues.truth(value).<JsonNode>map(BooleanNode::valueOf).orElse(value);
    }
    // A fraction is not converted: 1.10 has become 1.1.
    return types.contains("string") && (value.isIntegralNumber() || value.isBoolean())
        ? TextNode.valueOf(value.asText())
        : value;
  }

  private static Optional<JsonNode> toWhole(JsonNode number, boolean mustBeWhole) {
    if (number.isIntegralNumber() || !mustBeWhole) {
      return Optional.of(number);
    }
    return number.canConvertToExactIntegral()
        ? Json.tryParse(number.decimalValue().toBigInteger().toString())
        : Optional.empty();
  }

  /// Converts a JSON value given for a text document to that document. A list of texts may also
  /// mean its lines, unless the file is a JSON file.
  private static JsonNode coerceDocument(JsonNode value, JsonNode arguments) {
    var isJson =
        value.isObject()
            || value.isArray()
                && (JSON_FILE.matcher(arguments.path("path").asText("")).matches()
                    || !value.isEmpty() && !value.valueStream().allMatch(JsonNode::isTextual));
    return isJson
        ? TextNode.valueOf(Json.writeIndented(value))
        : value.isArray() ? value : coerceScalar(value, Set.of("string"));
  }

  private static boolean takesOnly(String type, JsonNode schema) {
    return typesOf(schema).equals(Set.of(type));
  }

  /// Returns the types that a schema accepts; none if it does not say so.
  private static Set<String> typesOf(JsonNode schema) {
    var types = new LinkedHashSet<String>();
    var type = schema.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    }
    type.forEach(each -> types.add(each.asText()));
    for (var branch : branches(schema)) {
      var accepted = typesOf(branch);
      if (accepted.isEmpty()) {
        return Set.of();
      }
      types.addAll(accepted);
    }
    return types;
  }

  /// Returns the part of a schema that describes values of this type.
  private static JsonNode branch(JsonNode schema, String type) {
    var found = branches(schema).stream().filter(each -> typesOf(each).contains(type)).toList();
    return found.isEmpty() ? schema : found.size() == 1 ? found.getFirst() : NO_SCHEMA;
  }

  private static List<JsonNode> branches(JsonNode schema) {
    return Stream.of("anyOf", "oneOf").flatMap(key -> schema.path(key).valueStream()).toList();
  }

  private static String typeOf(JsonNode value) {
    return value.isIntegralNumber()
        ? "integer"
        : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
