package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A tool call written as text instead of being made through the API.
///
/// @param malformed the arguments' text if it could not be parsed, otherwise empty
record InlineCall(String name, Map<String, Object> arguments, String malformed) {
  private static final List<String> NAMES = List.of("name", "tool", "tool_name", "function");
  private static final List<String> ARGUMENTS =
      List.of("arguments", "parameters", "args", "input", "params");
  private static final Set<String> OTHER_KEYS = Set.of("id", "type", "call_id", "tool_call_id");

  ToolCall withId(String id) {
    return new ToolCall(id, name, arguments, malformed);
  }

  /// Parses the calls of a JSON value; empty unless every part of the value is a call.
  ///
  /// @param marked whether the model marked the value as a call; otherwise an object with an
  ///   unknown tool name is not a call
  static List<InlineCall> parseAll(JsonNode value, ToolIndex tools, boolean marked) {
    if (value.isArray()) {
      var calls = new ArrayList<InlineCall>();
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

  private static Optional<InlineCall> parse(JsonNode item, ToolIndex tools, boolean marked) {
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

  private static Optional<InlineCall> parse(String name, JsonNode arguments, boolean marked) {
    var call = ToolCallFactory.toToolCall("", name, arguments, false);
    return call.malformed().isEmpty() || marked
        ? Optional.of(new InlineCall(name, call.arguments(), call.malformed()))
        : Optional.empty();
  }
}
