package dev.loom.models.normalize;

import dev.loom.api.model.ToolCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Parses calls with one tag per parameter: `<function=name><parameter=key>value…` and `<invoke
/// name="name"><parameter name="key">value…`.
final class ParameterTagParser {
  private static final Pattern FUNCTION = Pattern.compile("<function=([^>\\n]{1,128})>");
  private static final Pattern INVOKE =
      Pattern.compile(
          "<((?:[a-z]{1,16}:)?)invoke\\s{1,8}name=[\"']?([^\"'>\\n]{1,128})[\"']?\\s{0,8}>");
  private static final Pattern PARAMETER = Pattern.compile("\\s*+<parameter=([^>\\n]{1,128})>");
  private static final Pattern NAMED_PARAMETER =
      Pattern.compile(
          "\\s*+<(?:[a-z]{1,16}:)?parameter\\s{1,8}name=[\"']?([^\"'>\\n]{1,128})[\"']?[^>\\n]{0,64}>");

  private static final Pattern OWN_LINES = Pattern.compile("(?s)\\r?\\n(.*?)(?:\\r?\\n)?");

  private final String text;
  private final ToolIndex tools;
  private final boolean truncated;

  ParameterTagParser(String text, ToolIndex tools, boolean truncated) {
    this.text = text;
    this.tools = tools;
    this.truncated = truncated;
  }

  /// The tags of one notation.
  private record Syntax(Pattern parameter, String parameterEnd, String end) {}

  /// Parses the call at this position.
  Optional<InlineCallMatch> parseAt(int start) {
    var function = FUNCTION.matcher(text).region(start, text.length());
    if (function.lookingAt()) {
      var syntax = new Syntax(PARAMETER, "</parameter>", "</function>");
      return parseCall(start, function.group(1), function.end(), syntax);
    }
    var invoke = INVOKE.matcher(text).region(start, text.length());
    if (!invoke.lookingAt()) {
      return Optional.empty();
    }
    var prefix = "</" + invoke.group(1);
    var syntax = new Syntax(NAMED_PARAMETER, prefix + "parameter>", prefix + "invoke>");
    return parseCall(start, invoke.group(2), invoke.end(), syntax);
  }

  private Optional<InlineCallMatch> parseCall(int start, String rawName, int body, Syntax syntax) {
    return tools
        .resolveName(rawName)
        .flatMap(
            name ->
                parseJsonArguments(start, name, body, syntax)
                    .or(() -> parseTaggedArguments(start, name, body, syntax)));
  }

  /// Parses the arguments of `<function=…>` written as JSON.
  private Optional<InlineCallMatch> parseJsonArguments(
      int start, String name, int body, Syntax syntax) {
    var inner = Whitespace.skip(text, body);
    if (inner == text.length() || text.charAt(inner) != '{') {
      return Optional.empty();
    }
    var close = text.indexOf(syntax.end(), inner);
    if (close < 0 && truncated) {
      return Optional.empty();
    }
    var end = close < 0 ? text.length() : close;
    var call = ToolCallFactory.toToolCall("", name, text.substring(inner, end), false);
    return Optional.of(
        new InlineCallMatch(start, close < 0 ? end : end + syntax.end().length(), List.of(call)));
  }

  private Optional<InlineCallMatch> parseTaggedArguments(
      int start, String name, int body, Syntax syntax) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    var at = body;
    var parameter = syntax.parameter().matcher(text).region(at, text.length());
    while (parameter.lookingAt()) {
      var from = parameter.end();
      var end = text.indexOf(syntax.parameterEnd(), from);
      if (end < 0) {
        return truncated ? Optional.empty() : Optional.of(InlineCallMatch.cut(text, start, name));
      }
      var key = parameter.group(1).strip();
      var value = tools.coerce(name, key, stripLineBreaks(text.substring(from, end)));
      if (arguments.putIfAbsent(key, value) != null) {
        return Optional.empty();
      }
      at = end + syntax.parameterEnd().length();
      parameter.region(at, text.length());
    }
    return findEnd(at, syntax)
        .map(end -> new InlineCallMatch(start, end, List.of(new ToolCall("", name, arguments))));
  }

  /// Returns the end of the call: after its closing tag; if that is missing, before an enclosing
  /// closing tag or at the end of the text.
  private Optional<Integer> findEnd(int from, Syntax syntax) {
    var at = Whitespace.skip(text, from);
    if (text.startsWith(syntax.end(), at)) {
      return Optional.of(at + syntax.end().length());
    }
    var enclosingEnd =
        text.startsWith("</tool_call>", at) || text.startsWith("</function_calls>", at);
    return enclosingEnd || at == text.length() && !truncated ? Optional.of(at) : Optional.empty();
  }

  /// Strips the line breaks around a value that is on its own lines.
  private static String stripLineBreaks(String value) {
    var lines = OWN_LINES.matcher(value);
    return lines.matches() ? lines.group(1) : value;
  }
}
