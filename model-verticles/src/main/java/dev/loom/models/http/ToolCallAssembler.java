package dev.loom.models.http;

import dev.loom.api.model.ToolCall;
import dev.loom.models.normalize.ToolCallFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Assembles tool calls from their fragments.
///
/// A fragment belongs to the call at its index, otherwise to the call with its id, otherwise to the
/// newest call. Servers differ: LM Studio gives every fragment a new id, some proxies give all
/// calls the index 0 and one id, others send the index or the name only at first or in pieces. So a
/// fragment starts another call only if it has a name and the call it would belong to is complete,
/// or has another name and another id.
final class ToolCallAssembler {
  private final List<PartialCall> calls = new ArrayList<>();
  private final Map<Integer, PartialCall> byIndex = new HashMap<>();

  /// A call whose fragments are still arriving.
  private static final class PartialCall {
    private final int position;
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
    private int depth;
    private boolean inString;
    private boolean escaped;

    PartialCall(int position) {
      this.position = position;
    }

    void add(String newId, String newName, String newArguments) {
      if (id.isEmpty()) {
        id = newId;
      }
      if ((name.isEmpty() || arguments.isEmpty()) && !newName.equals(name)) {
        name = newName.startsWith(name) ? newName : name + newName;
      }
      if (isPlaceholder() && newArguments.startsWith("{")) {
        arguments.setLength(0);
      }
      if (!repeats(newArguments)) {
        arguments.append(newArguments);
        newArguments.chars().forEach(c -> track((char) c));
      }
    }

    private void track(char c) {
      if (inString) {
        inString = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else {
        inString = c == '"';
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      }
    }

    /// Some servers send an empty object before the arguments.
    private boolean isPlaceholder() {
      return arguments.length() == 2 && arguments.charAt(0) == '{' && arguments.charAt(1) == '}';
    }

    /// Some servers repeat the complete arguments at the end.
    private boolean repeats(String newArguments) {
      return newArguments.length() > 2 && newArguments.contentEquals(arguments);
    }

    private boolean isComplete() {
      return !arguments.isEmpty() && arguments.charAt(0) == '{' && depth == 0 && !inString;
    }

    boolean endsBefore(String newId, String newName, String newArguments) {
      if (newName.isEmpty()) {
        return false;
      }
      var isOtherId = !newId.isEmpty() && !id.isEmpty() && !newId.equals(id);
      var isOtherName = !name.isEmpty() && !newName.equals(name);
      if (!isComplete()) {
        return isOtherName && (isOtherId || !arguments.isEmpty());
      }
      var isSameCall = !newId.isEmpty() && newId.equals(id) && !isOtherName;
      return isOtherId
          || isOtherName
          || !newArguments.isEmpty() && !(isSameCall && (isPlaceholder() || repeats(newArguments)));
    }
  }

  /// @param index the position of the call; negative if the fragment has none
  /// @param arguments part of the arguments' JSON, or all of it
  /// @return the number of calls that started before this one
  int add(int index, String id, String name, String arguments) {
    var call = find(index, id, name);
    if (call == null || call.endsBefore(id, name, arguments)) {
      call = new PartialCall(calls.size());
      calls.add(call);
    }
    if (index >= 0) {
      byIndex.put(index, call);
    }
    call.add(id, name, arguments);
    return call.position;
  }

  private PartialCall find(int index, String id, String name) {
    if (byIndex.containsKey(index)) {
      return byIndex.get(index);
    }
    var startsCall = !name.isEmpty() && (index >= 0 || !id.isEmpty());
    for (var call : calls.reversed()) {
      if (!id.isEmpty() && call.id.equals(id) && (index < 0 || !startsCall)) {
        return call;
      }
    }
    return calls.isEmpty() || startsCall || index >= 0 && !id.isEmpty() ? null : calls.getLast();
  }

  int count() {
    return calls.size();
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
