package dev.loom.models.forgive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The code fences of a text.
final class Fences {
  private static final String MARK = "```";
  private static final int INDENT_MAX = 3;

  private final String text;
  private final List<Fence> fences = new ArrayList<>();
  private final int textEnd;

  /// One fence with its marks.
  ///
  /// @param label what stands behind the opening mark, in lower case
  record Fence(int start, int end, String label, String body, int bodyStart) {}

  Fences(String text) {
    this.text = text;
    this.textEnd = text.stripTrailing().length();
    var at = nextMark(0);
    while (at >= 0) {
      var labelEnd = lineEnd(at);
      var close = nextMark(labelEnd);
      var end = close < 0 ? text.length() : lineEnd(close);
      var bodyEnd = close < 0 ? text.length() : close;
      var bodyStart = Math.min(labelEnd, bodyEnd);
      var label = text.substring(at, bodyStart).replace("`", "").strip().toLowerCase();
      fences.add(new Fence(at, end, label, text.substring(bodyStart, bodyEnd), bodyStart));
      at = close < 0 ? -1 : nextMark(end);
    }
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
  Optional<Fence> around(int at) {
    return fences.stream().filter(fence -> fence.start() <= at && at < fence.end()).findFirst();
  }

  /// Whether nothing but further fences follows a fence.
  boolean endsTheText(Fence fence) {
    var end = fence.end();
    for (var later : fences) {
      if (later.start() >= end && text.substring(end, later.start()).isBlank()) {
        end = later.end();
      }
    }
    return end >= textEnd;
  }

  /// The fences at the end of the text with nothing between them, the first one first.
  List<Fence> atTheEnd() {
    return fences.stream().filter(this::endsTheText).toList();
  }
}
