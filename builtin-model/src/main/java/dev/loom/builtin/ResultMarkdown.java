package dev.loom.builtin;

import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
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

  /// Returns the note below results when something could not be read.
  static String incompleteNote(String reason) {
    return reason.isEmpty() ? "" : "\n\nNot everything could be read: " + reason;
  }

  /// Formats source text as inline code.
  static String code(String text) {
    return "`" + text.strip().replace('`', '\'') + "`";
  }

  /// Extracts the plain content of a result: its code blocks, otherwise its list items, otherwise
  /// the whole text.
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
        .filter(line -> line.startsWith("- ") || INCOMPLETE_NOTE.matcher(line).matches())
        .map(line -> line.startsWith("- ") ? line.substring(2) : line)
        .map(item -> item.matches("`[^`]*`") ? item.substring(1, item.length() - 1) : item)
        .toList();
  }

  /// Formats a count: `1 file`, `2 files`, `1,234 files`.
  static String count(long number, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
  }
}
