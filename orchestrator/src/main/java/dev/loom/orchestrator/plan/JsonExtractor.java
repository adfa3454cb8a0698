package dev.loom.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds the JSON object in a model's answer: alone, in a code fence, or with prose around it.
public final class JsonExtractor {
  /// Opening braces that are tried; each costs time in proportion to the answer.
  private static final int CANDIDATES_MAX = 64;

  private JsonExtractor() {}

  /// @param answer what the model said
  /// @return the first text in it that is a whole JSON object
  public static Optional<JsonNode> find(String answer) {
    return find(answer, any -> true, 1).stream().findFirst();
  }

  /// @param wanted what the object must be like
  /// @return the first whole JSON object that is so, else the first one at all
  static Optional<JsonNode> find(String answer, Predicate<JsonNode> wanted) {
    return find(answer, wanted, 1).stream().findFirst().or(() -> find(answer));
  }

  /// @param wanted what the objects must be like
  /// @return every whole JSON object that is so, in order; none of them is inside another
  public static List<JsonNode> findAll(String answer, Predicate<JsonNode> wanted) {
    return find(answer, wanted, CANDIDATES_MAX);
  }

  private static List<JsonNode> find(String answer, Predicate<JsonNode> wanted, int countMax) {
    var found = new ArrayList<JsonNode>();
    int from = 0;
    for (int candidates = 0; candidates < CANDIDATES_MAX && found.size() < countMax; candidates++) {
      int at = answer.indexOf('{', from);
      if (at < 0) {
        break;
      }
      int end = end(answer, at);
      var parsed = end < 0 ? Optional.<JsonNode>empty() : parse(answer.substring(at, end));
      parsed.filter(wanted).ifPresent(found::add);
      from = parsed.isPresent() ? end : at + 1;
    }
    return found;
  }

  private static Optional<JsonNode> parse(String text) {
    try {
      return Optional.of(Json.parse(text)).filter(JsonNode::isObject);
    } catch (IllegalArgumentException notJson) {
      return Optional.empty();
    }
  }

  /// Where the object that opens at a brace ends, or -1.
  private static int end(String text, int open) {
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
