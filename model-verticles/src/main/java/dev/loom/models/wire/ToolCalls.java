package dev.loom.models.wire;

import dev.loom.api.model.ToolCall;
import dev.loom.contracts.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Puts tool calls together from their fragments.
///
/// A fragment belongs to the call at its `index`. A new id at the same index starts a new call, for
/// some proxies number every call 0. So does a further whole call without an id behind a whole one.
final class ToolCalls {
  private static final int MALFORMED_CHARS_MAX = 4_000;
  private static final Pattern FENCE =
      Pattern.compile("\\A\\s*```[a-zA-Z]*\\s*\\n?(.*?)\\n?\\s*```\\s*\\z", Pattern.DOTALL);

  private final List<Open> calls = new ArrayList<>();
  private final Map<Integer, Open> byIndex = new HashMap<>();

  /// One call while its fragments arrive.
  private static final class Open {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
  }

  /// @param arguments a piece of them, or all
  void add(int index, String id, String name, String arguments) {
    var call = byIndex.get(index);
    if (call == null || startsAnother(call, id, name, arguments)) {
      call = new Open();
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

  private static boolean startsAnother(Open call, String id, String name, String arguments) {
    if (!id.isEmpty()) {
      return !call.id.isEmpty() && !call.id.equals(id);
    }
    return !name.isEmpty()
        && !call.name.isEmpty()
        && !arguments.isEmpty()
        && isObject(call.arguments.toString());
  }

  private static boolean isObject(String text) {
    try {
      return Json.parse(text).isObject();
    } catch (IllegalArgumentException unfinished) {
      return false;
    }
  }

  /// The calls in the order they began, each with an id that no other has.
  List<ToolCall> finish() {
    Set<String> ids = new HashSet<>();
    var finished = new ArrayList<ToolCall>(calls.size());
    for (var call : calls) {
      if (!call.name.isEmpty() || !call.arguments.isEmpty()) {
        finished.add(finish(call, uniqueId(call.id, finished.size() + 1, ids)));
      }
    }
    return finished;
  }

  private static String uniqueId(String given, int number, Set<String> taken) {
    var id = given.isEmpty() ? "call_" + number : given;
    while (!taken.add(id)) {
      id = id + "_" + number;
    }
    return id;
  }

  private static ToolCall finish(Open call, String id) {
    var text = call.arguments.toString();
    if (text.isBlank()) {
      return new ToolCall(id, call.name, Map.of());
    }
    try {
      return new ToolCall(id, call.name, objectIn(text));
    } catch (IllegalArgumentException malformed) {
      return repaired(call.name, id, text);
    }
  }

  private static ToolCall repaired(String name, String id, String text) {
    try {
      return new ToolCall(id, name, objectIn(withoutSlips(text)));
    } catch (IllegalArgumentException beyondRepair) {
      return new ToolCall(id, name, Map.of(), shown(text.strip()));
    }
  }

  /// Never blank, because a call without malformed arguments is a call that is run.
  private static String shown(String text) {
    if (text.length() <= MALFORMED_CHARS_MAX) {
      return text;
    }
    var half = Character.isHighSurrogate(text.charAt(MALFORMED_CHARS_MAX - 1)) ? 1 : 0;
    return text.substring(0, MALFORMED_CHARS_MAX - half);
  }

  private static Map<String, Object> objectIn(String text) {
    return Json.tree(Json.parse(text));
  }

  /// Takes off what models most often add: a code fence around it, and commas before a closing
  /// bracket. A comma inside a text stays.
  static String withoutSlips(String text) {
    var fenced = FENCE.matcher(text);
    var bare = fenced.matches() ? fenced.group(1) : text;
    var kept = new StringBuilder(bare.length());
    var inText = false;
    for (var at = 0; at < bare.length(); at++) {
      var c = bare.charAt(at);
      if (inText && c == '\\' && at + 1 < bare.length()) {
        kept.append(c).append(bare.charAt(++at));
        continue;
      }
      if (c == '"') {
        inText = !inText;
      }
      if (inText || c != ',' || !closesNext(bare, at + 1)) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  private static boolean closesNext(String text, int from) {
    for (var at = from; at < text.length(); at++) {
      var c = text.charAt(at);
      if (!Character.isWhitespace(c)) {
        return c == '}' || c == ']';
      }
    }
    return false;
  }
}
