package dev.loom.builtin;

import dev.loom.contracts.text.TextTruncator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Formats results as Markdown, and extracts their content again. A result is a sentence with the
/// counts, then a table, a list or a code block.
final class ResultMarkdown {
  /// Longer results are truncated with a note.
  static final int CHARS_MAX = 100_000;

  private static final Pattern BLOCK = Pattern.compile("(?ms)^(`{3,})[^\\n]*\\n(.*?)^\\1[ \\t]*$");

  /// Notes that [#withoutMarkdown] keeps.
  private static final Pattern INCOMPLETE_NOTE =
      Pattern.compile("\\(\\d+ more are not shown\\)|Not everything could be read: .*");

  private ResultMarkdown() {}

  /// Formats text as a code block whose fence does not occur in the text.
  static String block(String text) {
    var fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    var head = TextTruncator.head(text, CHARS_MAX);
    var body = head.equals(text) ? text : head + "\n(truncated here)";
    return fence + "\n" + body.stripTrailing() + "\n" + fence;
  }

  /// Formats a list of at most [#CHARS_MAX] characters, with a note if items are omitted.
  static String list(List<String> items) {
    var text = new StringBuilder();
    for (var at = 0; at < items.size(); at++) {
      if (text.length() + items.get(at).length() > CHARS_MAX) {
        return text + "\n(" + (items.size() - at) + " more are not shown)";
      }
      text.append(at == 0 ? "- " : "\n- ").append(items.get(at));
    }
    return text.toString();
  }

  /// Formats source text as inline code.
  static String code(String text) {
    return "`" + text.strip().replace('`', '\'') + "`";
  }

  /// Extracts the plain content of a result: its code blocks, otherwise its list items, otherwise
  /// the whole text.
  static String withoutMarkdown(String answer) {
    var blocks =
        BLOCK.matcher(answer).results().map(each -> each.group(2).stripTrailing()).toList();
    var items =
        answer
            .lines()
            .filter(line -> line.startsWith("- ") || INCOMPLETE_NOTE.matcher(line).matches())
            .map(line -> line.replaceFirst("^- ", "").replaceFirst("^`([^`]*)`$", "$1"))
            .toList();
    return blocks.isEmpty() && items.isEmpty()
        ? answer.strip()
        : String.join("\n", blocks.isEmpty() ? items : blocks);
  }

  /// Formats a count: `1 file`, `2 files`, `1,234 entries`.
  static String count(long number, String noun) {
    var plural = noun.endsWith("y") ? noun.replaceFirst("y$", "ies") : noun + "s";
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : plural);
  }
}
