package dev.loom.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import java.util.Optional;

/// Finds the JSON object in a model's answer: alone, in a code fence, or with prose around it.
public final class JsonAnswer {
  /// Opening braces that are tried; each costs time in proportion to the answer.
  private static final int TRIES_MAX = 64;

  private JsonAnswer() {}

  /// @param answer what the model said
  /// @return the first text in it that is a whole JSON object
  public static Optional<JsonNode> find(String answer) {
    int tries = 0;
    for (int at = answer.indexOf('{');
        at >= 0 && tries < TRIES_MAX;
        at = answer.indexOf('{', at + 1), tries++) {
      int end = end(answer, at);
      if (end > 0) {
        var parsed = parse(answer.substring(at, end));
        if (parsed.isPresent()) {
          return parsed;
        }
      }
    }
    return Optional.empty();
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
