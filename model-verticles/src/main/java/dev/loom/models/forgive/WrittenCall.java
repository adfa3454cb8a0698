package dev.loom.models.forgive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A tool call that a model wrote into its text.
///
/// @param malformed what stands for the arguments where they could not be read, else empty
record WrittenCall(String name, Map<String, Object> arguments, String malformed) {
  private static final List<String> NAMES = List.of("name", "tool", "tool_name", "function");
  private static final List<String> ARGUMENTS =
      List.of("arguments", "parameters", "args", "input", "params");
  private static final Set<String> BESIDE = Set.of("id", "type", "call_id", "tool_call_id");

  ToolCall as(String id) {
    return new ToolCall(id, name, arguments, malformed);
  }

  /// The calls that a value is, all of them or none.
  ///
  /// @param marked whether the model said that it is a call, so that an unknown name is a mistake
  ///   worth an answer and not just an object with a name
  static List<WrittenCall> in(JsonNode value, OfferedTools tools, boolean marked) {
    if (value.isArray()) {
      var calls = new ArrayList<WrittenCall>();
      for (var item : value) {
        var call = one(item, tools, marked);
        if (call.isEmpty()) {
          return List.of();
        }
        calls.add(call.get());
      }
      return calls;
    }
    if (value.size() == 1 && value.path("tool_calls").isArray()) {
      return in(value.get("tool_calls"), tools, marked);
    }
    return one(value, tools, marked).stream().toList();
  }

  private static Optional<WrittenCall> one(JsonNode item, OfferedTools tools, boolean marked) {
    if (item.path("function").isObject()) {
      return onlyHas(item, Set.of("function"), marked)
          ? one(item.get("function"), tools, marked)
          : Optional.empty();
    }
    var nameKey = NAMES.stream().filter(key -> item.path(key).isTextual()).findFirst();
    var argumentsKey = ARGUMENTS.stream().filter(item::has).findFirst();
    if (nameKey.isEmpty() || argumentsKey.isEmpty() && !marked) {
      return Optional.empty();
    }
    var written = item.get(nameKey.get()).textValue();
    var name = marked ? tools.nameOf(written) : tools.find(written).map(tool -> tool.name());
    var keys = Set.of(nameKey.get(), argumentsKey.orElse("arguments"));
    return onlyHas(item, keys, marked)
        ? name.flatMap(known -> one(known, item.path(argumentsKey.orElse("")), marked))
        : Optional.empty();
  }

  private static boolean onlyHas(JsonNode item, Set<String> keys, boolean marked) {
    if (!marked) {
      for (var key : (Iterable<String>) item::fieldNames) {
        if (!keys.contains(key) && !BESIDE.contains(key)) {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<WrittenCall> one(String name, JsonNode arguments, boolean marked) {
    var call = CallArguments.call("", name, arguments, false);
    return call.malformed().isEmpty() || marked
        ? Optional.of(new WrittenCall(name, call.arguments(), call.malformed()))
        : Optional.empty();
  }
}
