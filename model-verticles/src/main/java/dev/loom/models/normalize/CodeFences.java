package dev.loom.models.normalize;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The code fences of a text.
final class CodeFences {
  private static final String MARK = "```";
  private static final int INDENT_MAX = 3;

  private final String text;
  private final TreeMap<Integer, Fence> byStart = new TreeMap<>();
  private final int tailStart;

  /// One fence with its marks.
  ///
  /// @param label what stands behind the opening mark, in lower case
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

  /// Where the next line begins that opens or closes a fence.
  private int nextMark(int from) {
    for (var at = text.indexOf(MARK, from); at >= 0; at = text.indexOf(MARK, lineEnd(at))) {
      var start = text.lastIndexOf('\n', at) + 1;
      if (start >= from - 1 && at - start <= INDENT_MAX && text.substring(start, at).isBlank()) {
        return start;
      }
    }
    return -1;
  }

  /// The fence around a place.
  Optional<Fence> enclosing(int at) {
    return Optional.ofNullable(byStart.floorEntry(at))
        .map(Map.Entry::getValue)
        .filter(fence -> at < fence.end());
  }

  /// Whether nothing but further fences follows a fence.
  boolean isTrailing(Fence fence) {
    return fence.start() >= tailStart;
  }

  /// The fences at the end of the text with nothing between them, the first one first.
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
