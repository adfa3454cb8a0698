package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.bus.json.LenientJsonParser;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Parses a text that should be a single JSON object, repairing defects.
///
/// The object may be surrounded by a code fence, prose, or the quotes of an encoded text. A text
/// with two objects, or whose object was closed too early, is ambiguous.
final class JsonRepair {
  /// Longer texts are parsed but not repaired.
  static final int CHARS_MAX = 1024 * 1024;

  private static final String FENCE = "```";

  /// More than surplus brackets, quotes and prose after an object.
  private static final Pattern MORE_CONTENT =
      Pattern.compile("[\\s}\\])\"';`]*+(?:[,:]|[^{}]*+[{}])");

  private JsonRepair() {}

  /// Returns the object, unless the text is ambiguous.
  ///
  /// A text that ends inside a string, a list, a number or an inner object was cut, whatever the
  /// server says: routers report `tool_calls` for responses that reached their limit. Only a
  /// missing last brace is added.
  ///
  /// @param truncated whether the text was cut off by the token limit; the last brace is then not
  ///   added either
  static Optional<Map<String, Object>> repairObject(String text, boolean truncated) {
    var exact = Json.tryParse(text);
    if (exact.isPresent()) {
      var node = exact.get();
      return node.isTextual() ? repairText(node.textValue(), truncated) : toMap(node);
    }
    return repairText(text, truncated);
  }

  private static Optional<Map<String, Object>> repairText(String text, boolean truncated) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    var exact = Json.tryParse(text).or(() -> parseDoubleEncoded(text));
    if (exact.isPresent()) {
      return toMap(exact.get());
    }
    try {
      return extract(text, truncated).flatMap(Json::tryParse).flatMap(JsonRepair::toMap);
    } catch (LenientJsonParser.AmbiguousJsonException ignored) {
      return Optional.empty();
    }
  }

  /// Parses text such as `{\"a\": 1}`: JSON encoded twice, without the outer quotes.
  private static Optional<JsonNode> parseDoubleEncoded(String text) {
    var stripped = text.strip();
    if (!stripped.startsWith("{") || !stripped.substring(1).stripLeading().startsWith("\\\"")) {
      return Optional.empty();
    }
    return Json.tryParse('"' + stripped + '"')
        .flatMap(decoded -> Json.tryParse(decoded.asText("")));
  }

  private static Optional<String> extract(String text, boolean truncated) {
    var from = text.indexOf('{');
    if (from < 0 || isNested(text.substring(0, from).stripTrailing())) {
      return Optional.empty();
    }
    var stripped = withoutClosingFence(text, from);
    var value = LenientJsonParser.parse(stripped, from);
    return value.cut()
            || truncated && value.unterminated()
            || MORE_CONTENT.matcher(stripped).region(value.end(), stripped.length()).lookingAt()
        ? Optional.empty()
        : Optional.of(value.json());
  }

  /// Returns whether the text before an object makes it part of another value.
  private static boolean isNested(String before) {
    return before.endsWith("[") || before.endsWith(",") || before.endsWith("\":");
  }

  private static String withoutClosingFence(String text, int from) {
    var end = text.stripTrailing();
    return end.endsWith(FENCE) && text.indexOf(FENCE) < from
        ? end.substring(0, end.length() - FENCE.length())
        : text;
  }

  private static Optional<Map<String, Object>> toMap(JsonNode node) {
    return Optional.of(node).filter(JsonNode::isObject).map(Json::toMap);
  }
}
