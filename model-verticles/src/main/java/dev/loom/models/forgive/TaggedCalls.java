package dev.loom.models.forgive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tool calls that a model marked as such in its text, in the words of one family of models or
/// another.
final class TaggedCalls {
  /// More places are not looked at, so that a text made of marks costs no more than that.
  private static final int MARKS_MAX = 64;

  private static final String TOOL_CALL = "<tool_call>";
  private static final String TOOL_CALL_END = "</tool_call>";
  private static final String PYTHON = "<|python_tag|>";
  private static final String MISTRAL = "[TOOL_CALLS]";
  private static final Pattern MARK =
      Pattern.compile(
          "<tool_call>|<function=|<\\|python_tag\\|>|\\[TOOL_CALLS\\]"
              + "|<(?:[a-z]{1,16}:)?invoke\\s{1,8}name=");
  private static final Pattern NAME_IN_JSON =
      Pattern.compile("[\"']name[\"']\\s{0,8}:\\s{0,8}[\"']([^\"'\\n]{1,128})[\"']");
  private static final Pattern MISTRAL_NAME =
      Pattern.compile("\\s{0,8}([A-Za-z_][A-Za-z0-9_.:/-]{0,127})(?:\\[ARGS\\])?\\s{0,8}(?=\\{)");

  private final String text;
  private final OfferedTools tools;
  private final boolean cut;
  private final ParameterTags parameters;
  private final FunctionStyle functions;

  /// @param cut whether the text was cut off, so that a call whose end is missing is none
  TaggedCalls(String text, OfferedTools tools, boolean cut) {
    this.text = text;
    this.tools = tools;
    this.cut = cut;
    this.parameters = new ParameterTags(text, tools, cut);
    this.functions = new FunctionStyle(text, tools);
  }

  List<Taken> find() {
    if (text.indexOf('<') < 0 && !text.contains(MISTRAL)) {
      return List.of();
    }
    var found = new ArrayList<Taken>();
    var fences = new Fences(text);
    var mark = MARK.matcher(text);
    var from = 0;
    for (var marks = 0; marks < MARKS_MAX && from <= text.length() && mark.find(from); marks++) {
      from = mark.end();
      if (isSpokenOf(mark.start(), fences)) {
        continue;
      }
      var taken = at(mark.start(), mark.group());
      if (taken.isPresent()) {
        found.add(taken.get());
        from = taken.get().end();
      }
    }
    return found;
  }

  /// A mark in inline code, or in a fence that the answer goes on behind, is shown and not meant.
  private boolean isSpokenOf(int at, Fences fences) {
    return at > 0 && text.charAt(at - 1) == '`'
        || fences.around(at).filter(fence -> !fences.endsTheText(fence)).isPresent();
  }

  private Optional<Taken> at(int start, String mark) {
    var body = start + mark.length();
    try {
      return switch (mark) {
        case TOOL_CALL -> toolCall(start, body);
        case PYTHON -> python(start, body);
        case MISTRAL -> mistral(start, body);
        default -> parameters.at(start);
      };
    } catch (TolerantJson.Unreadable | IllegalArgumentException uncertain) {
      return Optional.empty();
    }
  }

  private Optional<Taken> toolCall(int start, int body) {
    var inner = blankEnd(body);
    if (text.startsWith("<function=", inner)) {
      return parameters
          .at(inner)
          .map(taken -> new Taken(start, behindOptional(taken.end()), taken.calls()));
    }
    if (inner == text.length() || "{[".indexOf(text.charAt(inner)) < 0) {
      return Optional.empty();
    }
    return json(start, inner).or(() -> enclosed(start, inner));
  }

  private Optional<Taken> json(int start, int inner) {
    try {
      var value = TolerantJson.read(text, inner);
      var calls = WrittenCall.in(Json.parse(value.json()), tools, true);
      return calls.isEmpty() || cut && value.ranOut()
          ? Optional.empty()
          : Optional.of(new Taken(start, behindOptional(value.end()), calls));
    } catch (TolerantJson.Unreadable | IllegalArgumentException uncertain) {
      return Optional.empty();
    }
  }

  /// What cannot be read from its beginning may be readable once its closing tag is known; and what
  /// cannot be read at all goes back to the model if at least its name can.
  private Optional<Taken> enclosed(int start, int inner) {
    var close = text.indexOf(TOOL_CALL_END, inner);
    if (close < 0 && cut) {
      return Optional.empty();
    }
    var end = close < 0 ? text.length() : close + TOOL_CALL_END.length();
    var body = text.substring(inner, close < 0 ? text.length() : close).strip();
    var calls =
        JsonRepair.object(body, false)
            .map(object -> Json.mapper().<JsonNode>valueToTree(object))
            .map(object -> WrittenCall.in(object, tools, true))
            .filter(read -> !read.isEmpty())
            .orElseGet(() -> malformed(body));
    return calls.isEmpty() ? Optional.empty() : Optional.of(new Taken(start, end, calls));
  }

  private List<WrittenCall> malformed(String body) {
    var name = NAME_IN_JSON.matcher(body);
    return name.find()
        ? tools.nameOf(name.group(1)).stream()
            .map(known -> CallArguments.malformed(known, body))
            .toList()
        : List.of();
  }

  private int behindOptional(int at) {
    var next = blankEnd(at);
    while (next < text.length() && "}]".indexOf(text.charAt(next)) >= 0) {
      next = blankEnd(next + 1);
    }
    return text.startsWith(TOOL_CALL_END, next) ? next + TOOL_CALL_END.length() : at;
  }

  private Optional<Taken> python(int start, int body) {
    var calls = new ArrayList<WrittenCall>();
    var at = blankEnd(body);
    while (at < text.length() && text.charAt(at) == '{') {
      var value = TolerantJson.read(text, at);
      var read = WrittenCall.in(Json.parse(value.json()), tools, true);
      if (read.isEmpty() || cut && value.ranOut()) {
        return Optional.empty();
      }
      calls.addAll(read);
      at = blankEnd(value.end());
      at = at < text.length() && text.charAt(at) == ';' ? blankEnd(at + 1) : at;
    }
    return calls.isEmpty()
        ? functions.at(at).map(taken -> new Taken(start, taken.end(), taken.calls()))
        : Optional.of(new Taken(start, at, calls));
  }

  private Optional<Taken> mistral(int start, int body) {
    var inner = blankEnd(body);
    if (inner < text.length() && "{[".indexOf(text.charAt(inner)) >= 0) {
      return json(start, inner);
    }
    var name = MISTRAL_NAME.matcher(text).region(body, text.length());
    if (!name.lookingAt()) {
      return Optional.empty();
    }
    var value = TolerantJson.read(text, name.end());
    var call = CallArguments.call("", name.group(1), value.json(), cut);
    return cut && value.ranOut()
        ? Optional.empty()
        : tools
            .nameOf(name.group(1))
            .map(known -> new WrittenCall(known, call.arguments(), ""))
            .map(one -> new Taken(start, value.end(), List.of(one)));
  }

  private int blankEnd(int from) {
    var at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
