package dev.loom.models.forgive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Calls whose parameters stand in tags of their own: `<function=name><parameter=key>value…` and
/// `<invoke name="name"><parameter name="key">value…`.
final class ParameterTags {
  private static final Pattern FUNCTION = Pattern.compile("<function=([^>\\n]{1,128})>");
  private static final Pattern INVOKE =
      Pattern.compile(
          "<((?:[a-z]{1,16}:)?)invoke\\s{1,8}name=[\"']?([^\"'>\\n]{1,128})[\"']?\\s{0,8}>");
  private static final Pattern PARAMETER = Pattern.compile("\\s*+<parameter=([^>\\n]{1,128})>");
  private static final Pattern NAMED_PARAMETER =
      Pattern.compile(
          "\\s*+<(?:[a-z]{1,16}:)?parameter\\s{1,8}name=[\"']?([^\"'>\\n]{1,128})[\"']?[^>\\n]{0,64}>");

  private final String text;
  private final OfferedTools tools;
  private final boolean cut;

  ParameterTags(String text, OfferedTools tools, boolean cut) {
    this.text = text;
    this.tools = tools;
    this.cut = cut;
  }

  /// How one family writes it.
  private record Form(Pattern parameter, String parameterEnd, String end) {}

  /// The call that begins here.
  Optional<Taken> at(int start) {
    var function = FUNCTION.matcher(text).region(start, text.length());
    if (function.lookingAt()) {
      var form = new Form(PARAMETER, "</parameter>", "</function>");
      return named(start, function.group(1), function.end(), form);
    }
    var invoke = INVOKE.matcher(text).region(start, text.length());
    if (!invoke.lookingAt()) {
      return Optional.empty();
    }
    var prefix = "</" + invoke.group(1);
    var form = new Form(NAMED_PARAMETER, prefix + "parameter>", prefix + "invoke>");
    return named(start, invoke.group(2), invoke.end(), form);
  }

  private Optional<Taken> named(int start, String written, int body, Form form) {
    return tools
        .nameOf(written)
        .flatMap(name -> json(start, name, body, form).or(() -> tagged(start, name, body, form)));
  }

  /// Some write the arguments of `<function=…>` as JSON.
  private Optional<Taken> json(int start, String name, int body, Form form) {
    var inner = blankEnd(body);
    if (inner == text.length() || text.charAt(inner) != '{') {
      return Optional.empty();
    }
    var close = text.indexOf(form.end(), inner);
    if (close < 0 && cut) {
      return Optional.empty();
    }
    var end = close < 0 ? text.length() : close;
    var call = CallArguments.call("", name, text.substring(inner, end), false);
    var written = new WrittenCall(name, call.arguments(), call.malformed());
    return Optional.of(
        new Taken(start, close < 0 ? end : end + form.end().length(), List.of(written)));
  }

  private Optional<Taken> tagged(int start, String name, int body, Form form) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    var at = body;
    var parameter = form.parameter().matcher(text).region(at, text.length());
    while (parameter.lookingAt()) {
      var from = parameter.end();
      var end = text.indexOf(form.parameterEnd(), from);
      if (end < 0) {
        return Optional.empty();
      }
      var key = parameter.group(1).strip();
      var value = tools.value(name, key, withoutItsLines(text.substring(from, end)));
      if (arguments.putIfAbsent(key, value) != null) {
        return Optional.empty();
      }
      at = end + form.parameterEnd().length();
      parameter.region(at, text.length());
    }
    return end(at, form)
        .map(end -> new Taken(start, end, List.of(new WrittenCall(name, arguments, ""))));
  }

  /// Where the call ends: behind its closing tag, or where the answer or the tag around it does.
  private Optional<Integer> end(int from, Form form) {
    var at = blankEnd(from);
    if (text.startsWith(form.end(), at)) {
      return Optional.of(at + form.end().length());
    }
    var closed = text.startsWith("</tool_call>", at) || text.startsWith("</function_calls>", at);
    return closed || at == text.length() && !cut ? Optional.of(at) : Optional.empty();
  }

  /// Values stand on lines of their own, which is no part of them.
  private static String withoutItsLines(String value) {
    var from = value.startsWith("\r\n") ? 2 : value.startsWith("\n") ? 1 : 0;
    var rest = value.substring(from);
    if (from == 0 || !rest.endsWith("\n")) {
      return rest;
    }
    return rest.substring(0, rest.length() - (rest.endsWith("\r\n") ? 2 : 1));
  }

  private int blankEnd(int from) {
    var at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
