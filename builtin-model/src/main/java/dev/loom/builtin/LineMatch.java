package dev.loom.builtin;

import dev.loom.contracts.text.TextTruncator;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// A matching line and its position.
record LineMatch(String path, long number, String text) {
  private static final Pattern LINE = Pattern.compile("(.+?):(\\d{1,15}):(.*)");
  private static final int TEXT_CHARS_MAX = 160;

  /// Compares positions only, because the same line may be truncated differently.
  static final Comparator<LineMatch> BY_POSITION =
      Comparator.comparing(LineMatch::path).thenComparing(LineMatch::number);

  /// Parses a line as written by `grep -n` and `search_files`.
  static Optional<LineMatch> parse(String line) {
    var parts = LINE.matcher(line);
    return parts.matches()
        ? Optional.of(new LineMatch(parts.group(1), Long.parseLong(parts.group(2)), parts.group(3)))
        : Optional.empty();
  }

  /// Formats the match as a single list item.
  String toListItem() {
    var line = TextTruncator.withEllipsis(text.strip(), TEXT_CHARS_MAX);
    return path + ":" + number + ": " + ResultMarkdown.code(line);
  }
}
