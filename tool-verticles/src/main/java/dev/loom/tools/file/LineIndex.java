package dev.loom.tools.file;

import java.util.Arrays;

/// Index of the lines of a text. A line ends with LF, CR LF or the end of the text.
final class LineIndex {
  private final String text;
  private final int[] starts;
  private final int count;

  private LineIndex(String text, int[] starts, int count) {
    this.text = text;
    this.starts = starts;
    this.count = count;
  }

  static LineIndex of(String text) {
    var starts = new int[16];
    var count = 0;
    for (var at = 0; at < text.length(); count++) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count] = at;
      var feed = text.indexOf('\n', at);
      at = feed < 0 ? text.length() : feed + 1;
    }
    return new LineIndex(text, starts, count);
  }

  int count() {
    return count;
  }

  /// Offset of the start of a line, counted from 0.
  int start(int line) {
    return starts[line];
  }

  /// Offset of the end of a line, without its line end.
  int end(int line) {
    var end = nextStart(line);
    if (end > starts[line] && text.charAt(end - 1) == '\n') {
      end--;
      if (end > starts[line] && text.charAt(end - 1) == '\r') {
        end--;
      }
    }
    return end;
  }

  /// Offset of the start of the next line.
  int nextStart(int line) {
    return line + 1 < count ? starts[line + 1] : text.length();
  }

  String line(int line) {
    return text.substring(starts[line], end(line));
  }
}
