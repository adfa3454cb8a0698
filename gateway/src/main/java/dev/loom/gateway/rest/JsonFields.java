package dev.loom.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.gateway.response.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Reads the fields of a JSON object. Collects all errors, including unknown fields, until
/// [#finish] throws them together. `null` means absent.
final class JsonFields {
  private static final int UNKNOWN_REPORTED_MAX = 20;
  private static final int NAME_CHARS_MAX = 100;

  private final ObjectNode body;
  private final String path;
  private final Set<String> knownNames = new HashSet<>();
  private final List<JsonFields> children = new ArrayList<>();
  private final List<Problem.FieldError> errors;

  JsonFields(ObjectNode body) {
    this(body, "", new ArrayList<>());
  }

  private JsonFields(ObjectNode body, String path, List<Problem.FieldError> errors) {
    this.body = body;
    this.path = path;
    this.errors = errors;
  }

  /// Returns the fields of a nested object, empty if absent. [#finish] checks them too.
  JsonFields nested(String name) {
    var found = find(name).orElseGet(JsonNodeFactory.instance::objectNode);
    if (!found.isObject()) {
      error(name, "must be an object");
      found = JsonNodeFactory.instance.objectNode();
    }
    var child = new JsonFields((ObjectNode) found, path + name + ".", errors);
    children.add(child);
    return child;
  }

  /// Returns a required, non-blank text.
  String text(String name, int charsMax) {
    var found = find(name);
    if (found.isEmpty()) {
      error(name, "is required");
      return "";
    }
    return textOf(name, found.get(), charsMax).orElse("");
  }

  /// Returns an optional, non-blank text.
  Optional<String> optionalText(String name, int charsMax) {
    return find(name).flatMap(node -> textOf(name, node, charsMax));
  }

  private Optional<String> textOf(String name, JsonNode node, int charsMax) {
    if (!node.isTextual()) {
      error(name, "must be a string");
    } else if (node.textValue().isBlank()) {
      error(name, "must not be blank");
    } else if (node.textValue().length() > charsMax) {
      error(name, "must have at most " + charsMax + " characters");
    } else {
      return Optional.of(node.textValue());
    }
    return Optional.empty();
  }

  /// Returns an optional text; empty if absent or blank.
  String textOrEmpty(String name, int charsMax) {
    var found = find(name);
    if (found.isPresent() && found.get().isTextual() && found.get().textValue().isBlank()) {
      return "";
    }
    return found.flatMap(node -> textOf(name, node, charsMax)).orElse("");
  }

  /// Returns a required boolean.
  boolean flag(String name) {
    var found = find(name);
    if (found.isEmpty()) {
      error(name, "is required");
    } else if (!found.get().isBoolean()) {
      error(name, "must be true or false");
    }
    return found.isPresent() && found.get().asBoolean();
  }

  /// Returns an optional boolean; false if absent.
  boolean optionalFlag(String name) {
    return find(name).isPresent() && flag(name);
  }

  /// Returns an optional integer.
  Optional<Long> integer(String name, long min, long max) {
    var found = find(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var node = found.get();
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      var number = node.longValue();
      if (number >= min && number <= max) {
        return Optional.of(number);
      }
    }
    error(name, "must be a whole number from " + min + " to " + max);
    return Optional.empty();
  }

  /// Returns an optional number of at least 0.
  OptionalDouble nonNegativeNumber(String name, double max) {
    var found = find(name);
    if (found.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (found.get().isNumber()) {
      var number = found.get().doubleValue();
      if (number >= 0 && number <= max) {
        return OptionalDouble.of(number);
      }
    }
    error(name, "must be a number from 0 to " + String.format(Locale.ROOT, "%.0f", max));
    return OptionalDouble.empty();
  }

  /// Returns an optional subtask id.
  Optional<SubtaskId> subtask(String name) {
    var found = find(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var text = found.get().textValue();
    if (!SubtaskId.isValid(text)) {
      error(name, "must be a subtask ID");
      return Optional.empty();
    }
    return Optional.of(new SubtaskId(text));
  }

  /// Returns whether a field is present.
  boolean has(String name) {
    return find(name).isPresent();
  }

  /// Returns an object; empty if absent.
  Map<String, Object> object(String name) {
    var found = find(name);
    if (found.isEmpty()) {
      return Map.of();
    }
    if (!found.get().isObject()) {
      error(name, "must be an object");
      return Map.of();
    }
    return Json.toMap(found.get());
  }

  /// Returns the value of one of the given names; the first if absent.
  <E> E choice(String name, LinkedHashMap<String, E> choices) {
    var first = choices.firstEntry().getValue();
    var found = find(name);
    if (found.isEmpty()) {
      return first;
    }
    var chosen = found.get().isTextual() ? choices.get(found.get().textValue()) : null;
    if (chosen == null) {
      error(name, "must be one of " + String.join(", ", choices.keySet()));
      return first;
    }
    return chosen;
  }

  /// Adds an error for a field.
  void error(String field, String message) {
    errors.add(new Problem.FieldError(path + field, message));
  }

  /// Ends reading: checks for unknown fields and reports all errors.
  ///
  /// @throws dev.loom.gateway.response.ProblemException if any field is invalid or unknown
  void finish() {
    reportUnknown();
    if (!errors.isEmpty()) {
      throw Problem.invalidFields(errors).toException();
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
