package dev.loom.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Finds JSON objects in a model's answer: bare, in a code fence, or surrounded by prose. Accepts
/// the defects that [LenientJsonParser] accepts, except a missing end.
public final class JsonExtractor {
  /// The maximum number of opening braces tried. Each costs time linear in the length of the
  /// answer.
  private static final int CANDIDATES_MAX = 64;

  private static final Pattern OPENING = Pattern.compile("\\{|\\[(?=\\s{0,99}\\{)");

  private JsonExtractor() {}

  /// @param answer the model's text
  /// @return the first complete JSON object
  public static Optional<JsonNode> find(String answer) {
    return find(answer, any -> true, 1).stream().findFirst();
  }

  /// @param condition the condition for the objects
  /// @return every complete JSON object that meets the condition, in order, without nested ones
  public static List<JsonNode> findAll(String answer, Predicate<JsonNode> condition) {
    return find(answer, condition, CANDIDATES_MAX);
  }

  /// A value found in an answer.
  ///
  /// @param end its end position
  public record Located(JsonNode json, int end) {}

  /// Returns the last complete object or list of objects that meets the condition: a model that
  /// thinks again corrects itself.
  public static Optional<Located> findLast(String answer, Predicate<JsonNode> condition) {
    var last = Optional.<Located>empty();
    var openings = OPENING.matcher(answer);
    for (int tried = 0, at = 0; tried < CANDIDATES_MAX && openings.find(at); tried++) {
      var found = parse(answer, openings.start()).filter(value -> condition.test(value.json()));
      at = found.map(Located::end).orElse(openings.start() + 1);
      last = found.isPresent() ? found : last;
    }
    return last;
  }

  /// Parses the value at a position; empty if it has no end or no unambiguous meaning.
  private static Optional<Located> parse(String answer, int at) {
    try {
      var value = LenientJsonParser.parse(answer, at);
      return value.unterminated()
          ? Optional.empty()
          : Optional.of(new Located(Json.parse(value.json()), value.end()));
    } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  private static List<JsonNode> find(String answer, Predicate<JsonNode> condition, int countMax) {
    var found = new ArrayList<JsonNode>();
    int at = answer.indexOf('{');
    for (int tried = 0; at >= 0 && tried < CANDIDATES_MAX && found.size() < countMax; tried++) {
      var value = parse(answer, at);
      value.map(Located::json).filter(condition).ifPresent(found::add);
      at = answer.indexOf('{', value.map(Located::end).orElse(at + 1));
    }
    return found;
  }
}
