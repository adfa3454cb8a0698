package dev.loom.models.normalize;

import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds tool calls without a mark: the whole text is a call, or it ends with a code block or lines
/// that are only calls. Calls elsewhere are ignored, because a model stops after an intended call
/// and continues after an example.
final class UnmarkedCallParser {
  private static final int LINES_MAX = 64;
  private static final Set<String> CALL_LABELS =
      Set.of("", "json", "json5", "tool_call", "tool_calls", "tool_code", "tool");
  private static final Set<String> CODE_LABELS = Set.of("", "tool_call", "tool_code", "tool");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "(?i)\\b(?:examples?|e\\.g\\.|for instance|such as|would|could|might|format)\\b"
              + "|\\be\\.g\\.");

  private final String text;
  private final ToolIndex tools;
  private final CodeFences fences;
  private final FunctionSyntaxParser functions;

  UnmarkedCallParser(String text, ToolIndex tools) {
    this.text = text;
    this.tools = tools;
    this.fences = new CodeFences(text);
    this.functions = new FunctionSyntaxParser(text, tools);
  }

  List<InlineCallMatch> parse() {
    var whole = parseJsonCalls(text);
    if (!whole.isEmpty()) {
      return List.of(new InlineCallMatch(0, text.length(), whole));
    }
    var fenced = parseTrailingFences();
    return fenced.isEmpty() ? parseTrailingLines() : fenced;
  }

  /// Parses a text as JSON values that are all calls.
  private List<ToolCall> parseJsonCalls(String json) {
    var calls = new ArrayList<ToolCall>();
    for (var at = Whitespace.skip(json, 0); at < json.length(); ) {
      var found = JsonCallParser.parseAt(json, at, tools, false, true);
      if (found.isEmpty()) {
        return List.of();
      }
      calls.addAll(found.get().calls());
      at = Whitespace.skip(json, found.get().end());
    }
    return calls;
  }

  private List<InlineCallMatch> parseTrailingFences() {
    var found = new ArrayList<InlineCallMatch>();
    for (var fence : fences.trailing()) {
      var calls =
          CALL_LABELS.contains(fence.label()) ? parseJsonCalls(fence.body()) : List.<ToolCall>of();
      if (calls.isEmpty() && CODE_LABELS.contains(fence.label())) {
        calls = parseFunctionCalls(fence.body());
      }
      if (calls.isEmpty()) {
        return List.of();
      }
      found.add(new InlineCallMatch(fence.start(), fence.end(), calls));
    }
    return found.isEmpty() || isExample(found.getFirst().start()) ? List.of() : found;
  }

  private List<ToolCall> parseFunctionCalls(String body) {
    return new FunctionSyntaxParser(body, tools)
        .parseAllFrom(0).stream().flatMap(extracted -> extracted.calls().stream()).toList();
  }

  /// Finds the first line after which there are only calls.
  private List<InlineCallMatch> parseTrailingLines() {
    var at = Whitespace.skip(text, 0);
    for (var lines = 0; lines < LINES_MAX && at < text.length(); at = nextLine(at)) {
      if (!functions.startsAt(at) || fences.enclosing(at).isPresent()) {
        continue;
      }
      lines++;
      var calls = functions.parseAllFrom(at);
      if (!calls.isEmpty()) {
        return isExample(at) ? List.of() : calls;
      }
    }
    return List.of();
  }

  /// Returns the start of the content of the next non-blank line.
  private int nextLine(int from) {
    var end = text.indexOf('\n', from);
    return end < 0 ? text.length() : Whitespace.skip(text, end);
  }

  /// Returns whether the paragraph before a call presents it as an example.
  private boolean isExample(int start) {
    var before = text.substring(0, start).stripTrailing();
    return EXAMPLE.matcher(before.substring(before.lastIndexOf("\n\n") + 1)).find();
  }
}
