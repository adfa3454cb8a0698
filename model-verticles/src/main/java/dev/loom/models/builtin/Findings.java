package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// How findings are written in an answer, and read again from one: a sentence with the numbers,
/// then a table, a list or a block.
final class Findings {
  /// Longer findings are cut, and say so.
  static final int CHARS_MAX = 100_000;

  private static final Pattern BLOCK = Pattern.compile("(?ms)^(`{3,})[^\\n]*\\n(.*?)^\\1[ \\t]*$");

  private Findings() {}

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
        return text.append("\n(")
            .append(items.size() - at)
            .append(" more are not shown)")
            .toString();
      }
      text.append(at == 0 ? "- " : "\n- ").append(items.get(at));
    }
    return text.toString();
  }

  /// Source text inside a line of Markdown.
  static String code(String text) {
    return "`" + text.strip().replace('`', '\'') + "`";
  }

  /// What a file that is no Markdown should hold of an answer: its blocks, else the items of its
  /// lists, else all of it.
  static String plain(String answer) {
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
        .filter(line -> line.startsWith("- "))
        .map(line -> line.substring(2))
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
