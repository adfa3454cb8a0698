package dev.loom.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds JSON objects in a model's answer: bare, in a code fence, or surrounded by prose. Accepts
/// the defects that [LenientJsonParser] accepts, except a missing end.
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
  public static Optional<JsonNode> find(String answer, Predicate<JsonNode> condition) {
    return find(answer, condition, 1).stream().findFirst().or(() -> find(answer));
  }

  /// @param condition the condition for the objects
  /// @return every complete JSON object that meets the condition, in order, without nested ones
  public static List<JsonNode> findAll(String answer, Predicate<JsonNode> condition) {
    return find(answer, condition, CANDIDATES_MAX);
  }

  private static List<JsonNode> find(String answer, Predicate<JsonNode> condition, int countMax) {
    var found = new ArrayList<JsonNode>();
    int at = answer.indexOf('{');
    for (int tried = 0; at >= 0 && tried < CANDIDATES_MAX && found.size() < countMax; tried++) {
      int next = at + 1;
      try {
        var value = LenientJsonParser.parse(answer, at);
        if (!value.unterminated()) {
          var object = Json.parse(value.json());
          next = value.end();
          if (condition.test(object)) {
            found.add(object);
          }
        }
      } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException ignored) {
        // Not an object: the search continues after its brace.
      }
      at = answer.indexOf('{', next);
    }
    return found;
  }
}
