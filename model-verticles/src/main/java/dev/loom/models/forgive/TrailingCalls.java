package dev.loom.models.forgive;

import dev.loom.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Tool calls without a mark: the whole text is one, or it ends with a fence or with lines that are
/// nothing else. Only what ends the text counts, because a model that wants a tool stops there and
/// one that explains goes on.
final class TrailingCalls {
  private static final int LINES_MAX = 64;
  private static final Set<String> CALL_LABELS =
      Set.of("", "json", "json5", "tool_call", "tool_calls", "tool_code", "tool");
  private static final Set<String> CODE_LABELS = Set.of("", "tool_call", "tool_code", "tool");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "(?i)\\b(?:examples?|e\\.g\\.|for instance|such as|would|could|might|format)\\b"
              + "|\\be\\.g\\.");

  private final String text;
  private final OfferedTools tools;
  private final Fences fences;
  private final FunctionStyle functions;

  TrailingCalls(String text, OfferedTools tools) {
    this.text = text;
    this.tools = tools;
    this.fences = new Fences(text);
    this.functions = new FunctionStyle(text, tools);
  }

  List<Taken> find() {
    var bare = bare();
    if (bare.isPresent()) {
      return List.of(bare.get());
    }
    var fenced = fenced();
    return fenced.isEmpty() ? lines() : fenced;
  }

  /// The text is JSON, and each value of it a call.
  private Optional<Taken> bare() {
    var calls = json(text);
    return calls.isEmpty() ? Optional.empty() : Optional.of(new Taken(0, text.length(), calls));
  }

  private List<WrittenCall> json(String whole) {
    var calls = new ArrayList<WrittenCall>();
    var at = blankEnd(whole, 0);
    try {
      while (at < whole.length()) {
        if ("{[".indexOf(whole.charAt(at)) < 0) {
          return List.of();
        }
        var value = TolerantJson.read(whole, at);
        var read = WrittenCall.in(Json.parse(value.json()), tools, false);
        if (value.ranOut() || read.isEmpty()) {
          return List.of();
        }
        calls.addAll(read);
        at = blankEnd(whole, value.end());
      }
    } catch (TolerantJson.Unreadable | IllegalArgumentException uncertain) {
      return List.of();
    }
    return calls;
  }

  private List<Taken> fenced() {
    var found = new ArrayList<Taken>();
    for (var fence : fences.atTheEnd()) {
      var calls = CALL_LABELS.contains(fence.label()) ? json(fence.body()) : List.<WrittenCall>of();
      if (calls.isEmpty() && CODE_LABELS.contains(fence.label())) {
        calls = code(fence.body());
      }
      if (calls.isEmpty()) {
        return List.of();
      }
      found.add(new Taken(fence.start(), fence.end(), calls));
    }
    return found.isEmpty() || isExample(found.getFirst().start()) ? List.of() : found;
  }

  private List<WrittenCall> code(String body) {
    return new FunctionStyle(body, tools)
        .allFrom(0).stream().flatMap(taken -> taken.calls().stream()).toList();
  }

  /// The first line from which on there is nothing but calls.
  private List<Taken> lines() {
    var at = blankEnd(text, 0);
    for (var tried = 0; tried < LINES_MAX && at < text.length(); at = nextLine(at)) {
      if (!functions.mayBeginAt(at) || fences.around(at).isPresent()) {
        continue;
      }
      tried++;
      var calls = functions.allFrom(at);
      if (!calls.isEmpty()) {
        return isExample(at) ? List.of() : calls;
      }
    }
    return List.of();
  }

  /// Where the next line that is not blank begins to say something.
  private int nextLine(int from) {
    var end = text.indexOf('\n', from);
    return end < 0 ? text.length() : blankEnd(text, end);
  }

  /// Whether the paragraph that leads to a call speaks of one instead of making it.
  private boolean isExample(int start) {
    var before = text.substring(0, start).stripTrailing();
    return EXAMPLE.matcher(before.substring(before.lastIndexOf("\n\n") + 1)).find();
  }

  private static int blankEnd(String text, int from) {
    var at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
