package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.bus.json.LenientJsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Parses tool calls written as JSON in a text. The calls have no id yet.
final class JsonCallParser {
  private static final List<String> NAMES = List.of("name", "tool", "tool_name", "function");
  private static final List<String> ARGUMENTS =
      List.of("arguments", "parameters", "args", "input", "params");
  private static final Set<String> OTHER_KEYS = Set.of("id", "type", "call_id", "tool_call_id");

  private JsonCallParser() {}

  /// Parses the calls of the JSON value at a position of a text.
  ///
  /// @param marked as for [#parseAll]
  /// @param complete whether the value must have its end
  /// @return empty unless every part of the value is a call
  static Optional<InlineCallMatch> parseAt(
      String text, int from, ToolIndex tools, boolean marked, boolean complete) {
    try {
      var value = LenientJsonParser.parse(text, from);
      var calls = parseAll(Json.parse(value.json()), tools, marked);
      return calls.isEmpty() || value.cut() || complete && value.unterminated()
          ? Optional.empty()
          : Optional.of(new InlineCallMatch(from, value.end(), calls));
    } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  /// Returns whether a JSON value has no end, or none that is certain.
  static boolean isUnfinished(String text, int from) {
    try {
      return LenientJsonParser.parse(text, from).unterminated();
    } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException ignored) {
      return true;
    }
  }

  /// Parses the calls of a JSON value; empty unless every part of the value is a call.
  ///
  /// @param marked whether the model marked the value as a call; otherwise an object with an
  ///   unknown tool name is not a call
  static List<ToolCall> parseAll(JsonNode value, ToolIndex tools, boolean marked) {
    if (value.isArray()) {
      var calls = new ArrayList<ToolCall>();
      for (var item : value) {
        var call = parse(item, tools, marked);
        if (call.isEmpty()) {
          return List.of();
        }
        calls.add(call.get());
      }
      return calls;
    }
    if (value.size() == 1 && value.path("tool_calls").isArray()) {
      return parseAll(value.get("tool_calls"), tools, marked);
    }
    return parse(value, tools, marked).stream().toList();
  }

  private static Optional<ToolCall> parse(JsonNode item, ToolIndex tools, boolean marked) {
    if (item.path("function").isObject()) {
      return hasAllowedKeys(item, Set.of("function"), marked)
          ? parse(item.get("function"), tools, marked)
          : Optional.empty();
    }
    var nameKey = NAMES.stream().filter(key -> item.path(key).isTextual()).findFirst();
    var argumentsKey = ARGUMENTS.stream().filter(item::has).findFirst();
    if (nameKey.isEmpty() || argumentsKey.isEmpty() && !marked) {
      return Optional.empty();
    }
    var rawName = item.get(nameKey.get()).textValue();
    var name = marked ? tools.resolveName(rawName) : tools.find(rawName).map(tool -> tool.name());
    var keys = Set.of(nameKey.get(), argumentsKey.orElse("arguments"));
    return hasAllowedKeys(item, keys, marked)
        ? name.flatMap(known -> parse(known, item.path(argumentsKey.orElse("")), marked))
        : Optional.empty();
  }

  private static boolean hasAllowedKeys(JsonNode item, Set<String> keys, boolean marked) {
    if (!marked) {
      for (var key : (Iterable<String>) item::fieldNames) {
        if (!keys.contains(key) && !OTHER_KEYS.contains(key)) {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<ToolCall> parse(String name, JsonNode arguments, boolean marked) {
    return Optional.of(ToolCallFactory.toToolCall("", name, arguments, false))
        .filter(call -> call.malformed().isEmpty() || marked);
  }
}
