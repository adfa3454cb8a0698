package dev.loom.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds JSON objects in a model's answer: bare, in a code fence, or surrounded by prose.
public final class JsonExtractor {
  /// The maximum number of opening braces tried. Each costs time linear in the length of the
  /// answer.
  private static final int CANDIDATES_MAX = 64;

  private JsonExtractor() {}

  /// @param answer the model's text
  /// @return the first complete JSON object
  public static Optional<JsonNode> find(String answer) {
    return find(answer, any -> true, 1).stream().findFirst();
  }

  /// @param condition the condition for the object
  /// @return the first complete JSON object that meets the condition, otherwise the first one
  static Optional<JsonNode> find(String answer, Predicate<JsonNode> condition) {
    return find(answer, condition, 1).stream().findFirst().or(() -> find(answer));
  }

  /// @param condition the condition for the objects
  /// @return every complete JSON object that meets the condition, in order, without nested ones
  public static List<JsonNode> findAll(String answer, Predicate<JsonNode> condition) {
    return find(answer, condition, CANDIDATES_MAX);
  }

  private static List<JsonNode> find(String answer, Predicate<JsonNode> condition, int countMax) {
    var found = new ArrayList<JsonNode>();
    int from = 0;
    for (int candidates = 0; candidates < CANDIDATES_MAX && found.size() < countMax; candidates++) {
      int at = answer.indexOf('{', from);
      if (at < 0) {
        break;
      }
      int end = objectEnd(answer, at);
      var parsed = end < 0 ? Optional.<JsonNode>empty() : parse(answer.substring(at, end));
      parsed.filter(condition).ifPresent(found::add);
      from = parsed.isPresent() ? end : at + 1;
    }
    return found;
  }

  private static Optional<JsonNode> parse(String text) {
    try {
      return Optional.of(Json.parse(text)).filter(JsonNode::isObject);
    } catch (IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  /// Returns the index after the object that opens at a brace, or -1.
  private static int objectEnd(String text, int open) {
    int depth = 0;
    boolean quoted = false;
    for (int at = open; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted) {
        if (c == '\\') {
          at++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return at + 1;
      }
    }
    return -1;
  }
}
