package dev.loom.models.normalize;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The fenced code blocks of a Markdown text.
final class CodeFences {
  private static final String MARK = "```";
  private static final int INDENT_MAX = 3;

  private final String text;
  private final TreeMap<Integer, Fence> byStart = new TreeMap<>();
  private final int tailStart;

  /// A code block including its fences.
  ///
  /// @param label the info string after the opening fence, in lower case
  record Fence(int start, int end, String label, String body) {}

  CodeFences(String text) {
    this.text = text;
    var at = nextMark(0);
    while (at >= 0) {
      var labelEnd = lineEnd(at);
      var close = nextMark(labelEnd);
      var end = close < 0 ? text.length() : lineEnd(close);
      var bodyEnd = close < 0 ? text.length() : close;
      var bodyStart = Math.min(labelEnd, bodyEnd);
      var label = text.substring(at, bodyStart).replace("`", "").strip().toLowerCase(Locale.ROOT);
      byStart.put(at, new Fence(at, end, label, text.substring(bodyStart, bodyEnd)));
      at = close < 0 ? -1 : nextMark(end);
    }
    this.tailStart = tailStart();
  }

  private int lineEnd(int from) {
    var end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /// Returns the start of the next line that opens or closes a fence, or -1.
  private int nextMark(int from) {
    for (var at = text.indexOf(MARK, from); at >= 0; at = text.indexOf(MARK, lineEnd(at))) {
      var start = text.lastIndexOf('\n', at) + 1;
      if (start >= from - 1 && at - start <= INDENT_MAX && text.substring(start, at).isBlank()) {
        return start;
      }
    }
    return -1;
  }

  /// Returns the code block around a position.
  Optional<Fence> enclosing(int at) {
    return Optional.ofNullable(byStart.floorEntry(at))
        .map(Map.Entry::getValue)
        .filter(fence -> at < fence.end());
  }

  /// Returns whether only code blocks follow this one.
  boolean isTrailing(Fence fence) {
    return fence.start() >= tailStart;
  }

  /// Returns the code blocks at the end of the text with nothing between them, in order.
  List<Fence> trailing() {
    return List.copyOf(byStart.tailMap(tailStart, true).values());
  }

  private int tailStart() {
    var start = text.stripTrailing().length();
    for (var fence : byStart.descendingMap().values()) {
      if (fence.end() < start && !text.substring(fence.end(), start).isBlank()) {
        break;
      }
      start = fence.start();
    }
    return start;
  }
}
