package dev.loom.models.normalize;

import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /// The start of a call in the forms of [JsonCallParser], up to the key of its arguments.
  private static final Pattern CUT_CALL =
      Pattern.compile(
          "(?:\\{\\s{0,40}\"tool_calls\"\\s{0,8}:\\s{0,40})?(?:\\[\\s{0,40})?\\{\\s{0,40}"
              + "(?:\"(?:id|type|call_id|tool_call_id)\"\\s{0,8}:\\s{0,8}\"[^\"\\n]{0,64}\"\\s{0,8},\\s{0,40}){0,3}"
              + "(?:\"function\"\\s{0,8}:\\s{0,8}\\{\\s{0,40})?"
              + "\"(?:name|tool|tool_name|function)\"\\s{0,8}:\\s{0,8}\"([^\"\\n]{1,128})\"\\s{0,40}"
              + "(?:,\\s{0,40}(?:\"(?:arguments|parameters|args|input|params)\"|\"?[a-z_]{0,10}+$)|$)");

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
    var calls = fenced.isEmpty() ? parseTrailingLines() : fenced;
    return calls.isEmpty() ? findCutCall().stream().toList() : calls;
  }

  /// Finds a JSON call that ends too early, at the start of the text or of its last code block, as
  /// a malformed call, so that the text is not taken for an answer.
  private Optional<InlineCallMatch> findCutCall() {
    return findCutCall(0)
        .or(
            () ->
                fences.trailing().reversed().stream()
                    .limit(1)
                    .filter(fence -> CALL_LABELS.contains(fence.label()))
                    .filter(fence -> !isExample(fence.start()))
                    .flatMap(
                        fence -> findCutCall(text.indexOf(fence.body(), fence.start())).stream())
                    .findFirst());
  }

  private Optional<InlineCallMatch> findCutCall(int start) {
    var at = Whitespace.skip(text, start);
    for (var next = JsonCallParser.parseAt(text, at, tools, false, true);
        next.isPresent();
        next = JsonCallParser.parseAt(text, at, tools, false, true)) {
      at = Whitespace.skip(text, next.get().end());
    }
    var call = CUT_CALL.matcher(text).region(at, text.length());
    return call.lookingAt() && JsonCallParser.isUnfinished(text, at)
        ? tools.find(call.group(1)).map(tool -> InlineCallMatch.cut(text, start, tool.name()))
        : Optional.empty();
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
