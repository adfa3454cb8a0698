package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.bus.json.LenientJsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Parses calls in function syntax: `name(key="value", other=1)`, or with one JSON object as the
/// argument. Positional values are rejected, because their parameter is unknown.
final class FunctionSyntaxParser {
  private static final Pattern HEAD =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_.:-]{0,127}?)(?:\\.call)?\\(");
  private static final Pattern KEY =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,127})\\s{0,8}=(?!=)");

  private final String text;
  private final ToolIndex tools;

  FunctionSyntaxParser(String text, ToolIndex tools) {
    this.text = text;
    this.tools = tools;
  }

  /// Returns whether the name of an offered tool and a parenthesis are at this position.
  boolean startsAt(int start) {
    var head = HEAD.matcher(text).region(start, text.length());
    return head.lookingAt() && tools.find(head.group(1)).isPresent();
  }

  /// Parses the call of an offered tool at this position.
  Optional<InlineCallMatch> parseAt(int start) {
    var head = HEAD.matcher(text).region(start, text.length());
    return head.lookingAt()
        ? tools.find(head.group(1)).flatMap(tool -> parseArguments(tool.name(), start, head.end()))
        : Optional.empty();
  }

  /// Parses calls from a position to the end of the text, each on its own lines; returns none if
  /// the text contains anything else.
  List<InlineCallMatch> parseAllFrom(int from) {
    var found = new ArrayList<InlineCallMatch>();
    var at = Whitespace.skip(text, from);
    while (at < text.length()) {
      var call = parseAt(at);
      if (found.size() == InlineCallParser.CALLS_MAX
          || call.isEmpty()
          || !isEndOfLine(call.get().end())) {
        return List.of();
      }
      found.add(call.get());
      at = Whitespace.skip(text, call.get().end());
    }
    return found;
  }

  private boolean isEndOfLine(int at) {
    var next = Whitespace.skip(text, at);
    return next == text.length() || text.substring(at, next).indexOf('\n') >= 0;
  }

  private Optional<InlineCallMatch> parseArguments(String name, int start, int from) {
    try {
      var at = Whitespace.skip(text, from);
      if (at < text.length() && text.charAt(at) == '{') {
        var object = LenientJsonParser.parse(text, at);
        return closeCall(
            name, start, Whitespace.skip(text, object.end()), Json.parse(object.json()));
      }
      var arguments = Json.mapper().createObjectNode();
      while (at < text.length() && text.charAt(at) != ')') {
        at = parseArgument(arguments, at);
      }
      return closeCall(name, start, at, arguments);
    } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  private int parseArgument(ObjectNode arguments, int from) {
    var key = KEY.matcher(text).region(from, text.length());
    if (!key.lookingAt() || arguments.has(key.group(1))) {
      throw new LenientJsonParser.AmbiguousJsonException();
    }
    var value = LenientJsonParser.parse(text, key.end());
    arguments.set(key.group(1), Json.parse(value.json()));
    var at = Whitespace.skip(text, value.end());
    if (value.unterminated() || at == text.length() || ",)".indexOf(text.charAt(at)) < 0) {
      throw new LenientJsonParser.AmbiguousJsonException();
    }
    return text.charAt(at) == ',' ? Whitespace.skip(text, at + 1) : at;
  }

  private Optional<InlineCallMatch> closeCall(String name, int start, int at, JsonNode arguments) {
    if (at >= text.length() || text.charAt(at) != ')') {
      return Optional.empty();
    }
    var call = new ToolCall("", name, Json.toMap(arguments));
    return Optional.of(new InlineCallMatch(start, at + 1, List.of(call)));
  }
}
