package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.models.normalize.ToolCallFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Assembles tool calls from their fragments.
///
/// A fragment belongs to the call at its `index`. A new id at the same index starts a new call,
/// because some proxies use index 0 for all calls. A call without an id also starts a new call if
/// the previous call at its index is complete.
final class ToolCallAssembler {
  private final List<PartialCall> calls = new ArrayList<>();
  private final Map<Integer, PartialCall> byIndex = new HashMap<>();

  /// A call whose fragments are still arriving.
  private static final class PartialCall {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
  }

  /// @param arguments part of the arguments' JSON, or all of it
  void add(int index, String id, String name, String arguments) {
    var call = byIndex.get(index);
    if (call == null || startsAnother(call, id, name, arguments)) {
      call = new PartialCall();
      calls.add(call);
      byIndex.put(index, call);
    }
    if (call.id.isEmpty()) {
      call.id = id;
    }
    if (call.name.isEmpty()) {
      call.name = name;
    }
    call.arguments.append(arguments);
  }

  int count() {
    return calls.size();
  }

  private static boolean startsAnother(PartialCall call, String id, String name, String arguments) {
    if (!id.isEmpty()) {
      return !call.id.isEmpty() && !call.id.equals(id);
    }
    return !name.isEmpty()
        && !call.name.isEmpty()
        && !arguments.isEmpty()
        && isObject(call.arguments.toString());
  }

  private static boolean isObject(String text) {
    return Json.tryParse(text).filter(JsonNode::isObject).isPresent();
  }

  /// Returns the calls in the order they started, each with a unique id.
  ///
  /// @param truncated whether the response reached its token limit
  List<ToolCall> build(boolean truncated) {
    Set<String> ids = new HashSet<>();
    var finished = new ArrayList<ToolCall>(calls.size());
    for (var call : calls) {
      if (!call.name.isEmpty() || !call.arguments.isEmpty()) {
        var id = uniqueId(call.id, finished.size() + 1, ids);
        finished.add(
            ToolCallFactory.toToolCall(id, call.name, call.arguments.toString(), truncated));
      }
    }
    return finished;
  }

  private static String uniqueId(String receivedId, int number, Set<String> usedIds) {
    var id = receivedId.isEmpty() ? "call_" + number : receivedId;
    while (!usedIds.add(id)) {
      id = id + "_" + number;
    }
    return id;
  }
}
