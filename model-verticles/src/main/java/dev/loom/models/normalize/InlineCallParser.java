package dev.loom.models.normalize;

import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds tool calls that a model wrote as text instead of making them through the API.
final class InlineCallParser {
  /// A text with more calls is treated as having none.
  static final int CALLS_MAX = 64;

  private static final Pattern LEFTOVER_MARKS =
      Pattern.compile(
          "</?(?:[a-z]{1,16}:)?(?:function_calls|tool_calls)>|<\\|eom_id\\|>|<\\|eot_id\\|>"
              + "|```[a-z_]{0,16}\\s*+```");

  private final ToolIndex tools;

  InlineCallParser(ToolIndex tools) {
    this.tools = tools;
  }

  /// The calls of a text. They have no id yet.
  ///
  /// @param text the text without the calls
  record Result(String text, List<ToolCall> calls) {
    Result {
      calls = List.copyOf(calls);
    }
  }

  /// Finds marked calls, otherwise unmarked calls at the end of the text.
  ///
  /// @param truncated whether the text was cut off by the token limit
  Result parse(String text, boolean truncated) {
    var marked = parseMarked(text, truncated);
    return marked.calls().isEmpty() && !truncated && mayHaveCalls(text)
        ? toResult(text, new UnmarkedCallParser(text, tools).parse())
        : marked;
  }

  /// Finds marked calls only.
  Result parseMarked(String text, boolean truncated) {
    return mayHaveCalls(text)
        ? toResult(text, new MarkedCallParser(text, tools, truncated).parse())
        : new Result(text, List.of());
  }

  private boolean mayHaveCalls(String text) {
    return !tools.isEmpty() && text.length() <= JsonRepair.CHARS_MAX;
  }

  private Result toResult(String text, List<InlineCallMatch> extracted) {
    var count = extracted.stream().mapToInt(found -> found.calls().size()).sum();
    if (count == 0 || count > CALLS_MAX) {
      return new Result(text, List.of());
    }
    var rest = new StringBuilder();
    var calls = new ArrayList<ToolCall>();
    var from = 0;
    for (var found : extracted) {
      rest.append(text, from, found.start());
      from = found.end();
      calls.addAll(found.calls());
    }
    rest.append(text, from, text.length());
    return new Result(LEFTOVER_MARKS.matcher(rest).replaceAll("").strip(), calls);
  }
}
