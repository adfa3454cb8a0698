package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// How findings are written in an answer, and read again from one: a sentence with the numbers,
/// then a table, a list or a block.
final class ReportText {
  /// Longer findings are cut, and say so.
  static final int CHARS_MAX = 100_000;

  private static final Pattern BLOCK = Pattern.compile("(?ms)^(`{3,})[^\\n]*\\n(.*?)^\\1[ \\t]*$");

  /// What a list must not lose when it is written without its sentence.
  private static final Pattern NOT_ALL =
      Pattern.compile("\\(\\d+ more are not shown\\)|Not everything could be read: .*");

  private ReportText() {}

  /// A block of text as it is, inside a fence that nothing in it closes.
  static String block(String text) {
    var fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    var body = text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "\n(cut here)";
    return fence + "\n" + body.stripTrailing() + "\n" + fence;
  }

  /// A list, up to the limit.
  static String list(List<String> items) {
    var text = new StringBuilder();
    for (var at = 0; at < items.size(); at++) {
      if (text.length() + items.get(at).length() > CHARS_MAX) {
        return text.append(omittedNote(items.size() - at)).toString();
      }
      text.append(at == 0 ? "- " : "\n- ").append(items.get(at));
    }
    return text.toString();
  }

  /// What stands below a list that is not all.
  static String omittedNote(long missing) {
    return missing > 0 ? "\n(" + missing + " more are not shown)" : "";
  }

  /// What is said below findings when something could not be looked at.
  static String incompleteNote(String what) {
    return what.isEmpty() ? "" : "\n\nNot everything could be read: " + what;
  }

  /// Source text inside a line of Markdown.
  static String code(String text) {
    return "`" + text.strip().replace('`', '\'') + "`";
  }

  /// What a file that is no Markdown should hold of an answer: its blocks, else the items of its
  /// lists, else all of it.
  static String withoutMarkdown(String answer) {
    var blocks = new ArrayList<String>();
    BLOCK.matcher(answer).results().forEach(block -> blocks.add(block.group(2).stripTrailing()));
    if (!blocks.isEmpty()) {
      return String.join("\n", blocks);
    }
    var items = items(answer);
    return items.isEmpty() ? answer.strip() : String.join("\n", items);
  }

  private static List<String> items(String answer) {
    return answer
        .lines()
        .filter(line -> line.startsWith("- ") || NOT_ALL.matcher(line).matches())
        .map(line -> line.startsWith("- ") ? line.substring(2) : line)
        .map(item -> item.matches("`[^`]*`") ? item.substring(1, item.length() - 1) : item)
        .toList();
  }

  /// An answer's first sentence, which holds its numbers.
  static String headline(String answer) {
    return answer.lines().findFirst().orElse("").strip();
  }

  /// `1 file`, `2 files`, `1,234 files`.
  static String count(long number, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
  }
}
