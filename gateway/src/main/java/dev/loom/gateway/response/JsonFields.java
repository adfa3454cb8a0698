package dev.loom.gateway.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Reads the fields of a JSON object. Collects all errors, including unknown fields, until
/// [#finish] throws them together. `null` means absent.
public final class JsonFields {
  private static final int UNKNOWN_REPORTED_MAX = 20;
  private static final int NAME_CHARS_MAX = 100;

  private final ObjectNode body;
  private final String path;
  private final Set<String> knownNames = new HashSet<>();
  private final List<JsonFields> children = new ArrayList<>();
  private final List<Problem.FieldError> errors;

  public JsonFields(ObjectNode body) {
    this(body, "", new ArrayList<>());
  }

  private JsonFields(ObjectNode body, String path, List<Problem.FieldError> errors) {
    this.body = body;
    this.path = path;
    this.errors = errors;
  }

  /// Returns the fields of a nested object, empty if absent. [#finish] checks them too.
  public JsonFields nested(String name) {
    var found =
        value(name, JsonNode::isObject, "must be an object", ObjectNode.class::cast)
            .orElseGet(JsonNodeFactory.instance::objectNode);
    var child = new JsonFields(found, path + name + ".", errors);
    children.add(child);
    return child;
  }

  /// Returns a required, non-blank text.
  public String text(String name, int charsMax) {
    require(name);
    return optionalText(name, charsMax).orElse("");
  }

  /// Returns an optional, non-blank text.
  public Optional<String> optionalText(String name, int charsMax) {
    return value(name, JsonNode::isTextual, "must be a string", JsonNode::textValue)
        .filter(text -> check(name, !text.isBlank(), "must not be blank"))
        .filter(
            text ->
                check(
                    name,
                    text.length() <= charsMax,
                    "must have at most " + charsMax + " characters"));
  }

  /// Returns an optional text; empty if absent or blank.
  public String textOrEmpty(String name, int charsMax) {
    var blank = find(name).filter(node -> node.isTextual() && node.textValue().isBlank());
    return blank.isPresent() ? "" : optionalText(name, charsMax).orElse("");
  }

  /// Returns a required boolean.
  public boolean flag(String name) {
    require(name);
    return optionalFlag(name);
  }

  /// Returns an optional boolean; false if absent.
  public boolean optionalFlag(String name) {
    return value(name, JsonNode::isBoolean, "must be true or false", JsonNode::booleanValue)
        .orElse(false);
  }

  /// Returns an optional integer.
  public Optional<Long> integer(String name, long min, long max) {
    return value(
        name,
        node ->
            node.isNumber()
                && node.canConvertToExactIntegral()
                && node.canConvertToLong()
                && node.longValue() >= min
                && node.longValue() <= max,
        "must be a whole number from " + min + " to " + max,
        JsonNode::longValue);
  }

  /// Returns an optional number of at least 0.
  public OptionalDouble nonNegativeNumber(String name, double max) {
    return value(
            name,
            node -> node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= max,
            "must be a number from 0 to " + String.format(Locale.ROOT, "%.0f", max),
            JsonNode::doubleValue)
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }

  /// Returns an optional subtask id.
  public Optional<SubtaskId> subtask(String name) {
    return value(
        name,
        node -> SubtaskId.isValid(node.textValue()),
        "must be a subtask ID",
        node -> new SubtaskId(node.textValue()));
  }

  /// Returns whether a field is present.
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /// Reports an error if a field is absent.
  public void require(String name) {
    check(name, has(name), "is required");
  }

  /// Returns an object; empty if absent.
  public Map<String, Object> object(String name) {
    return value(name, JsonNode::isObject, "must be an object", Json::toMap).orElse(Map.of());
  }

  /// Returns the choice that is named, in lower case; the first one if absent.
  public <E extends Enum<E>> E choice(String name, List<E> choices) {
    var byName = byName(choices);
    return value(
            name,
            node -> node.isTextual() && byName.containsKey(node.textValue()),
            "must be one of " + String.join(", ", byName.keySet()),
            node -> byName.get(node.textValue()))
        .orElse(choices.getFirst());
  }

  static <E extends Enum<E>> Map<String, E> byName(List<E> values) {
    var byName = new LinkedHashMap<String, E>();
    for (var value : values) {
      byName.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return byName;
  }

  /// Returns the converted value of a field; empty, with an error, if it is not valid.
  private <T> Optional<T> value(
      String name,
      Predicate<JsonNode> condition,
      String requirement,
      Function<JsonNode, T> converter) {
    return find(name).filter(node -> check(name, condition.test(node), requirement)).map(converter);
  }

  /// Adds an error for a field, unless it is valid.
  ///
  /// @return whether it is valid
  public boolean check(String name, boolean valid, String requirement) {
    if (!valid) {
      error(name, requirement);
    }
    return valid;
  }

  /// Adds an error for a field.
  public void error(String field, String message) {
    errors.add(new Problem.FieldError(path + field, message));
  }

  /// Ends reading: checks for unknown fields and reports all errors.
  ///
  /// @throws Problem if any field is invalid or unknown
  public void finish() {
    reportUnknown();
    if (!errors.isEmpty()) {
      throw Problem.invalidFields(errors);
    }
  }

  private void reportUnknown() {
    children.forEach(JsonFields::reportUnknown);
    body.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !knownNames.contains(name))
        .limit(UNKNOWN_REPORTED_MAX)
        .forEach(
            name ->
                error(
                    TextTruncator.withEllipsis(name, NAME_CHARS_MAX),
                    "is not a field of this request"));
  }

  private Optional<JsonNode> find(String name) {
    knownNames.add(name);
    return Optional.ofNullable(body.get(name)).filter(node -> !node.isNull());
  }
}
