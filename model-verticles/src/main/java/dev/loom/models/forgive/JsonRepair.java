package dev.loom.models.forgive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import java.util.Map;
import java.util.Optional;

/// Reads the one object that a text is meant to be: JSON, or almost.
///
/// Around it there may be a code fence, prose, or the quotes of a text that holds JSON. A text with
/// two objects, or whose object was closed too early, has no certain reading.
final class JsonRepair {
  /// Longer texts are read only when they are JSON as they are.
  static final int CHARS_MAX = 1024 * 1024;

  private static final String FENCE = "```";

  private JsonRepair() {}

  /// The object, if there is a certain reading.
  ///
  /// @param cut whether the text was cut off rather than ended; then nothing is supplied at its end
  static Optional<Map<String, Object>> object(String text, boolean cut) {
    var exact = exact(text);
    if (exact.isPresent()) {
      var node = exact.get();
      return node.isTextual() ? inside(node.textValue(), cut) : tree(node);
    }
    return inside(text, cut);
  }

  private static Optional<Map<String, Object>> inside(String text, boolean cut) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    var exact = exact(text).or(() -> unescaped(text));
    if (exact.isPresent()) {
      return tree(exact.get());
    }
    try {
      return surrounded(text, cut).flatMap(JsonRepair::exact).flatMap(JsonRepair::tree);
    } catch (TolerantJson.Unreadable uncertain) {
      return Optional.empty();
    }
  }

  /// A text such as `{\"a\": 1}`: encoded twice, with the outer quotes gone.
  private static Optional<JsonNode> unescaped(String text) {
    var bare = text.strip();
    if (!bare.startsWith("{") || !bare.substring(1).stripLeading().startsWith("\\\"")) {
      return Optional.empty();
    }
    return exact('"' + bare + '"').flatMap(once -> exact(once.asText("")));
  }

  private static Optional<String> surrounded(String text, boolean cut) {
    var from = text.indexOf('{');
    if (from < 0 || isInside(text.substring(0, from).stripTrailing())) {
      return Optional.empty();
    }
    var bare = withoutClosingFence(text, from);
    var value = TolerantJson.read(bare, from);
    return cut && value.ranOut() || goesOn(bare.substring(value.end()))
        ? Optional.empty()
        : Optional.of(value.json());
  }

  /// Whether what stands before an object makes it part of something else.
  private static boolean isInside(String before) {
    return before.endsWith("[") || before.endsWith(",") || before.endsWith("\":");
  }

  private static String withoutClosingFence(String text, int from) {
    var end = text.stripTrailing();
    return end.endsWith(FENCE) && text.indexOf(FENCE) < from
        ? end.substring(0, end.length() - FENCE.length())
        : text;
  }

  /// Whether what follows an object is more than brackets too many, quotes and prose.
  private static boolean goesOn(String after) {
    var at = 0;
    while (at < after.length()
        && (Character.isWhitespace(after.charAt(at))
            || "}])\"';`".indexOf(after.charAt(at)) >= 0)) {
      at++;
    }
    var rest = after.substring(at);
    return rest.startsWith(",")
        || rest.startsWith(":")
        || rest.indexOf('{') >= 0
        || rest.indexOf('}') >= 0;
  }

  private static Optional<JsonNode> exact(String text) {
    try {
      return Optional.of(Json.parse(text));
    } catch (IllegalArgumentException almost) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, Object>> tree(JsonNode node) {
    try {
      return Optional.of(Json.toMap(node));
    } catch (IllegalArgumentException noObject) {
      return Optional.empty();
    }
  }
}
