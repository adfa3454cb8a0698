package dev.loom.tools.file;

import java.util.Arrays;

/// Finds the lines of a text by number, counted from 0. A line ends with LF, CR LF or the end of
/// the text.
final class LineOffsets {
  private final String text;
  private final int[] starts;
  private final int count;

  private LineOffsets(String text, int[] starts, int count) {
    this.text = text;
    this.starts = starts;
    this.count = count;
  }

  static LineOffsets of(String text) {
    var starts = new int[16];
    var count = 0;
    for (var offset = 0; offset < text.length(); count++) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count] = offset;
      var lineFeed = text.indexOf('\n', offset);
      offset = lineFeed < 0 ? text.length() : lineFeed + 1;
    }
    return new LineOffsets(text, starts, count);
  }

  int count() {
    return count;
  }

  /// Offset of the start of a line.
  int start(int line) {
    return starts[line];
  }

  /// Offset of the end of a line, before its LF or CR LF.
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
