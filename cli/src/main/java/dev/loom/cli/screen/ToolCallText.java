package dev.loom.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Describes tool calls in one line: what is done, and what was found.
final class ToolCallText {
  private static final int ARGUMENT_CHARS_MAX = 200;
  private static final int FINDING_CHARS_MAX = 60;
  private static final int CHANGED_LINES_MAX = 12;

  /// Arguments that say best what a call does, in this order; others follow with their names.
  private static final List<String> MAIN_ARGUMENTS =
      List.of(
          "command",
          "args",
          "path",
          "pattern",
          "source",
          "destination",
          "url",
          "query",
          "expression");

  /// Contents, which are counted instead of shown.
  private static final Set<String> CONTENTS = Set.of("content", "old_str", "new_str", "edits");

  private ToolCallText() {}

  /// Returns the name of the tool and its arguments.
  static String call(String tool, JsonNode arguments) {
    var text = new StringBuilder(Screen.sanitize(tool));
    MAIN_ARGUMENTS.stream()
        .filter(arguments::has)
        .forEach(name -> text.append(' ').append(value(arguments.path(name))));
    arguments.properties().stream()
        .filter(each -> !MAIN_ARGUMENTS.contains(each.getKey()))
        .filter(each -> !CONTENTS.contains(each.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            each ->
                text.append(' ')
                    .append(Screen.sanitize(each.getKey()))
                    .append('=')
                    .append(value(each.getValue())));
    return text.toString();
  }

  private static String value(JsonNode value) {
    var text = value.isTextual() ? value.asText() : value.toString();
    if (value.isArray() && value.valueStream().allMatch(JsonNode::isTextual)) {
      text = value.valueStream().map(JsonNode::asText).collect(Collectors.joining(" "));
    }
    return Screen.truncate(text, ARGUMENT_CHARS_MAX);
  }

  /// Returns what a successful call found or changed; empty if there is nothing to say.
  ///
  /// @param result data of the event `tool_call_completed`
  static String finding(JsonNode arguments, JsonNode result) {
    if (!changedText(arguments).isEmpty()) {
      var lines = changedLines(arguments);
      var added = lines.stream().filter(line -> line.startsWith("+")).count();
      return Screen.green("+" + added) + " " + Screen.red("-" + (lines.size() - added));
    }
    var data = result.path("data");
    if (data.path("lines").isNumber()) {
      return Screen.count(data.path("lines").asLong(), "line");
    }
    var output = result.path("output").asText().lines().filter(line -> !line.isBlank()).toList();
    return switch (output.size()) {
      case 0 -> "";
      case 1 -> Screen.truncate(output.getFirst(), FINDING_CHARS_MAX);
      default -> output.size() + " lines";
    };
  }

  /// Returns the lines that an edit replaced, as a diff without context: at most twelve.
  static List<String> hunk(JsonNode arguments) {
    if (!arguments.has("old_str") && !arguments.has("edits")) {
      return List.of();
    }
    var lines = changedLines(arguments);
    var shown = new ArrayList<String>();
    lines.stream().limit(CHANGED_LINES_MAX).map(ToolCallText::colored).forEach(shown::add);
    if (lines.size() > CHANGED_LINES_MAX) {
      shown.add(Screen.dim("… " + (lines.size() - CHANGED_LINES_MAX) + " more lines"));
    }
    return shown;
  }

  private static String colored(String line) {
    return line.startsWith("+") ? Screen.green(line) : Screen.red(line);
  }

  private static List<JsonNode> changedText(JsonNode arguments) {
    var edits = new ArrayList<JsonNode>();
    if (arguments.path("old_str").isTextual() || arguments.path("content").isTextual()) {
      edits.add(arguments);
    }
    arguments.path("edits").forEach(edits::add);
    return edits;
  }

  /// Returns the replaced and the new lines of all edits, without those that both begin or end
  /// with.
  private static List<String> changedLines(JsonNode arguments) {
    var changed = new ArrayList<String>();
    for (var edit : changedText(arguments)) {
      var before = edit.path("old_str").asText().lines().toList();
      var after = edit.path(edit.has("content") ? "content" : "new_str").asText().lines().toList();
      int start = 0;
      while (start < Math.min(before.size(), after.size())
          && before.get(start).equals(after.get(start))) {
        start++;
      }
      int end = 0;
      while (end < Math.min(before.size(), after.size()) - start
          && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
        end++;
      }
      add(changed, "- ", before.subList(start, before.size() - end));
      add(changed, "+ ", after.subList(start, after.size() - end));
    }
    return changed;
  }

  private static void add(List<String> changed, String sign, List<String> lines) {
    lines.forEach(line -> changed.add(sign + Screen.sanitizeLine(line)));
  }
}
