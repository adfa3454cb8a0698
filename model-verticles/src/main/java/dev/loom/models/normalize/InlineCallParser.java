package dev.loom.models.normalize;

import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the tool calls that a model wrote into its text instead of making them.
final class InlineCallParser {
  /// More calls in one text are none.
  static final int CALLS_MAX = 64;

  private static final Pattern WRAPPINGS =
      Pattern.compile(
          "</?(?:[a-z]{1,16}:)?(?:function_calls|tool_calls)>|<\\|eom_id\\|>|<\\|eot_id\\|>"
              + "|```[a-z_]{0,16}\\s*+```");

  private final ToolIndex tools;
  private final CallIdGenerator ids;

  InlineCallParser(ToolIndex tools, CallIdGenerator ids) {
    this.tools = tools;
    this.ids = ids;
  }

  /// What was found.
  ///
  /// @param text what remains when the calls are cut out
  record Result(String text, List<ToolCall> calls) {
    Result {
      calls = List.copyOf(calls);
    }
  }

  /// Finds calls that are marked as such, and without one, those that the text ends with.
  ///
  /// @param cut whether the text was cut off rather than ended
  Result parse(String text, boolean truncated) {
    var marked = parseMarked(text, truncated);
    if (!marked.calls().isEmpty() || tools.isEmpty() || text.length() > JsonRepair.CHARS_MAX) {
      return marked;
    }
    return truncated ? marked : toResult(text, new UnmarkedCallParser(text, tools).parse());
  }

  /// Finds calls that are marked as such.
  Result parseMarked(String text, boolean truncated) {
    if (tools.isEmpty() || text.length() > JsonRepair.CHARS_MAX) {
      return new Result(text, List.of());
    }
    return toResult(text, new TaggedCallParser(text, tools, truncated).parse());
  }

  private Result toResult(String text, List<ExtractedCalls> extracted) {
    var count = extracted.stream().mapToInt(one -> one.calls().size()).sum();
    if (count == 0 || count > CALLS_MAX) {
      return new Result(text, List.of());
    }
    var rest = new StringBuilder();
    var calls = new ArrayList<ToolCall>();
    var from = 0;
    for (var one : extracted) {
      rest.append(text, from, one.start());
      from = one.end();
      one.calls().forEach(call -> calls.add(call.withId(ids.next())));
    }
    rest.append(text, from, text.length());
    return new Result(WRAPPINGS.matcher(rest).replaceAll("").strip(), calls);
  }
}
