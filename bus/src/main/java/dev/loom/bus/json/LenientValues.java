package dev.loom.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Reads the values in a model's JSON as tolerantly as [LenientJsonParser] reads its syntax: weak
/// models write numbers and JSON as text, a text where a list is due, and the field names of other
/// programs. Shared by plans, verdicts and tool arguments.
public final class LenientValues {
  private static final Map<String, Boolean> TRUTHS =
      Map.of("true", true, "yes", true, "1", true, "false", false, "no", false, "0", false);

  private LenientValues() {}

  /// Returns a name's letters and digits in lower case, so that `dependsOn` equals `depends_on`.
  public static String canonical(String name) {
    var letters = new StringBuilder();
    name.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
    return letters.toString().toLowerCase(Locale.ROOT);
  }

  /// Returns the value of the first of these names that an object has, compared by [#canonical].
  ///
  /// @param names canonical names, the preferred one first
  /// @return a missing node if none has a value other than null
  public static JsonNode field(JsonNode object, List<String> names) {
    for (var name : names) {
      for (var entry : object.properties()) {
        if (canonical(entry.getKey()).equals(name) && !entry.getValue().isNull()) {
          return entry.getValue();
        }
      }
    }
    return MissingNode.getInstance();
  }

  /// Returns the array or object that a text contains as JSON, otherwise the value itself.
  public static JsonNode structure(JsonNode value) {
    if (!value.isTextual()) {
      return value;
    }
    var text = value.textValue().strip();
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return value;
    }
    try {
      var parsed = LenientJsonParser.parse(text, 0);
      return parsed.unterminated() || parsed.end() < text.length()
          ? value
          : Json.parse(parsed.json());
    } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException ignored) {
      return value;
    }
  }

  /// Returns a value as text: the elements of a list as lines, an object as JSON, null as nothing.
  public static String text(JsonNode value) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(LenientValues::text)
          .collect(Collectors.joining("\n"));
    }
    return value.isObject() ? value.toString() : value.isNull() ? "" : value.asText("");
  }

  /// Returns a truth value, which may be written as a word or as 1 or 0.
  public static Optional<Boolean> truth(JsonNode value) {
    return Optional.ofNullable(TRUTHS.get(value.asText("").strip().toLowerCase(Locale.ROOT)));
  }

  /// Returns a number, which may be written as text.
  public static OptionalDouble number(JsonNode value) {
    if (value.isNumber()) {
      return OptionalDouble.of(value.doubleValue());
    }
    var parsed = Json.tryParse(value.asText("").strip());
    return parsed.filter(JsonNode::isNumber).isPresent()
        ? OptionalDouble.of(parsed.get().doubleValue())
        : OptionalDouble.empty();
  }
}
