package dev.loom.models.forgive;

import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the tool calls that a model wrote into its text instead of making them.
final class TextToolCalls {
  /// More calls in one text are none.
  static final int CALLS_MAX = 64;

  private static final Pattern WRAPPINGS =
      Pattern.compile(
          "</?(?:[a-z]{1,16}:)?(?:function_calls|tool_calls)>|<\\|eom_id\\|>|<\\|eot_id\\|>"
              + "|```[a-z_]{0,16}\\s*+```");

  private final OfferedTools tools;
  private final CallIds ids;

  TextToolCalls(OfferedTools tools, CallIds ids) {
    this.tools = tools;
    this.ids = ids;
  }

  /// What was found.
  ///
  /// @param text what remains when the calls are cut out
  record Found(String text, List<ToolCall> calls) {
    Found {
      calls = List.copyOf(calls);
    }
  }

  /// Finds calls that are marked as such, and without one, those that the text ends with.
  ///
  /// @param cut whether the text was cut off rather than ended
  Found in(String text, boolean cut) {
    var marked = marked(text, cut);
    if (!marked.calls().isEmpty() || tools.isEmpty() || text.length() > JsonRepair.CHARS_MAX) {
      return marked;
    }
    return cut ? marked : found(text, new TrailingCalls(text, tools).find());
  }

  /// Finds calls that are marked as such.
  Found marked(String text, boolean cut) {
    if (tools.isEmpty() || text.length() > JsonRepair.CHARS_MAX) {
      return new Found(text, List.of());
    }
    return found(text, new TaggedCalls(text, tools, cut).find());
  }

  private Found found(String text, List<Taken> taken) {
    var count = taken.stream().mapToInt(one -> one.calls().size()).sum();
    if (count == 0 || count > CALLS_MAX) {
      return new Found(text, List.of());
    }
    var rest = new StringBuilder();
    var calls = new ArrayList<ToolCall>();
    var from = 0;
    for (var one : taken) {
      rest.append(text, from, one.start());
      from = one.end();
      one.calls().forEach(call -> calls.add(call.as(ids.next())));
    }
    rest.append(text, from, text.length());
    return new Found(WRAPPINGS.matcher(rest).replaceAll("").strip(), calls);
  }
}
