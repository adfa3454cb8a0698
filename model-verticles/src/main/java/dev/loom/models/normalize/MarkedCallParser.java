package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.bus.json.LenientJsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds tool calls that a model marked in its text, in the notations of several model families.
final class MarkedCallParser {
  /// The largest number of marks examined, which bounds the cost of a text full of marks.
  private static final int MARKS_MAX = 64;

  private static final String TOOL_CALL = "<tool_call>";
  private static final String TOOL_CALL_END = "</tool_call>";
  private static final String PYTHON_TAG = "<|python_tag|>";
  private static final String MISTRAL_TAG = "[TOOL_CALLS]";
  private static final Pattern MARK =
      Pattern.compile(
          "<tool_call>|<function=|<\\|python_tag\\|>|\\[TOOL_CALLS\\]"
              + "|<(?:[a-z]{1,16}:)?invoke\\s{1,8}name=");
  private static final Pattern NAME_IN_JSON =
      Pattern.compile("[\"']name[\"']\\s{0,8}:\\s{0,8}[\"']([^\"'\\n]{1,128})[\"']");
  private static final Pattern MISTRAL_NAME =
      Pattern.compile("\\s{0,8}([A-Za-z_][A-Za-z0-9_.:/-]{0,127})(?:\\[ARGS\\])?\\s{0,8}(?=\\{)");

  private final String text;
  private final ToolIndex tools;
  private final boolean truncated;
  private final ParameterTagParser parameters;
  private final FunctionSyntaxParser functions;

  /// @param truncated whether the text was cut off; a call without an end is then ignored
  MarkedCallParser(String text, ToolIndex tools, boolean truncated) {
    this.text = text;
    this.tools = tools;
    this.truncated = truncated;
    this.parameters = new ParameterTagParser(text, tools, truncated);
    this.functions = new FunctionSyntaxParser(text, tools);
  }

  List<InlineCallMatch> parse() {
    if (text.indexOf('<') < 0 && !text.contains(MISTRAL_TAG)) {
      return List.of();
    }
    var found = new ArrayList<InlineCallMatch>();
    var fences = new CodeFences(text);
    var mark = MARK.matcher(text);
    var from = 0;
    for (var marks = 0; marks < MARKS_MAX && from <= text.length() && mark.find(from); marks++) {
      from = mark.end();
      if (isQuoted(mark.start(), fences)) {
        continue;
      }
      var extracted = parseAt(mark.start(), mark.group());
      if (extracted.isPresent()) {
        found.add(extracted.get());
        from = extracted.get().end();
      }
    }
    return found;
  }

  /// Returns whether a mark is only quoted: in inline code, or in a code block that is followed by
  /// text.
  private boolean isQuoted(int at, CodeFences fences) {
    return at > 0 && text.charAt(at - 1) == '`'
        || fences.enclosing(at).filter(fence -> !fences.isTrailing(fence)).isPresent();
  }

  private Optional<InlineCallMatch> parseAt(int start, String mark) {
    var body = start + mark.length();
    return switch (mark) {
      case TOOL_CALL -> parseToolCall(start, body);
      case PYTHON_TAG -> parsePython(start, body).or(() -> parseUnreadable(start, body));
      case MISTRAL_TAG -> parseMistral(start, body).or(() -> parseUnreadable(start, body));
      default -> parameters.parseAt(start);
    };
  }

  /// Parses a call of an offered tool whose arguments were cut or are malformed as a malformed
  /// call, so that the text is not taken for an answer.
  private Optional<InlineCallMatch> parseUnreadable(int start, int body) {
    var inner = Whitespace.skip(text, body);
    var name = (isJson(inner) ? NAME_IN_JSON : MISTRAL_NAME).matcher(text);
    name.region(body, text.length());
    var isNamed = isJson(inner) ? name.find() : name.lookingAt();
    return truncated || !isNamed
        ? Optional.empty()
        : tools.find(name.group(1)).map(tool -> InlineCallMatch.cut(text, start, tool.name()));
  }

  private boolean isJson(int at) {
    return at < text.length() && "{[".indexOf(text.charAt(at)) >= 0;
  }

  private Optional<InlineCallMatch> parseToolCall(int start, int body) {
    var inner = Whitespace.skip(text, body);
    if (text.startsWith("<function=", inner)) {
      return parameters
          .parseAt(inner)
          .map(found -> found.within(start, skipOptionalEnd(found.end())));
    }
    if (!isJson(inner)) {
      return Optional.empty();
    }
    return parseJson(start, inner).or(() -> parseEnclosed(start, inner));
  }

  private Optional<InlineCallMatch> parseJson(int start, int inner) {
    return JsonCallParser.parseAt(text, inner, tools, true, truncated)
        .map(found -> found.within(start, skipOptionalEnd(found.end())));
  }

  /// Parses a call with malformed JSON up to its closing tag. An unparsable call becomes a
  /// malformed call if at least its name is readable, so that the model gets an error.
  private Optional<InlineCallMatch> parseEnclosed(int start, int inner) {
    var close = text.indexOf(TOOL_CALL_END, inner);
    if (close < 0 && truncated) {
      return Optional.empty();
    }
    var end = close < 0 ? text.length() : close + TOOL_CALL_END.length();
    var body = text.substring(inner, close < 0 ? text.length() : close).strip();
    var calls =
        JsonRepair.repairObject(body, false)
            .map(object -> Json.mapper().<JsonNode>valueToTree(object))
            .map(object -> JsonCallParser.parseAll(object, tools, true))
            .filter(parsed -> !parsed.isEmpty())
            .orElseGet(() -> malformed(body));
    return calls.isEmpty() ? Optional.empty() : Optional.of(new InlineCallMatch(start, end, calls));
  }

  private List<ToolCall> malformed(String body) {
    var name = NAME_IN_JSON.matcher(body);
    return name.find()
        ? tools.resolveName(name.group(1)).stream()
            .map(known -> ToolCallFactory.malformed("", known, body))
            .toList()
        : List.of();
  }

  private int skipOptionalEnd(int at) {
    var next = Whitespace.skip(text, at);
    while (next < text.length() && "}]".indexOf(text.charAt(next)) >= 0) {
      next = Whitespace.skip(text, next + 1);
    }
    return text.startsWith(TOOL_CALL_END, next) ? next + TOOL_CALL_END.length() : at;
  }

  private Optional<InlineCallMatch> parsePython(int start, int body) {
    var calls = new ArrayList<ToolCall>();
    var at = Whitespace.skip(text, body);
    while (at < text.length() && text.charAt(at) == '{') {
      var found = JsonCallParser.parseAt(text, at, tools, true, truncated);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      calls.addAll(found.get().calls());
      at = Whitespace.skip(text, found.get().end());
      at = at < text.length() && text.charAt(at) == ';' ? Whitespace.skip(text, at + 1) : at;
    }
    return calls.isEmpty()
        ? functions.parseAt(at).map(found -> found.within(start, found.end()))
        : Optional.of(new InlineCallMatch(start, at, calls));
  }

  private Optional<InlineCallMatch> parseMistral(int start, int body) {
    var inner = Whitespace.skip(text, body);
    if (isJson(inner)) {
      return parseJson(start, inner);
    }
    var name = MISTRAL_NAME.matcher(text).region(body, text.length());
    if (!name.lookingAt()) {
      return Optional.empty();
    }
    try {
      var value = LenientJsonParser.parse(text, name.end());
      return value.cut() || truncated && value.unterminated()
          ? Optional.empty()
          : tools
              .resolveName(name.group(1))
              .map(known -> new ToolCall("", known, Json.toMap(Json.parse(value.json()))))
              .map(known -> new InlineCallMatch(start, value.end(), List.of(known)));
    } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }
}
