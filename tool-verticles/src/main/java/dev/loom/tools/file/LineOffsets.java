package dev.loom.tools.file;

import java.util.stream.IntStream;

/// Finds the lines of a text by number, counted from 0. A line ends with LF, CR LF or the end of
/// the text.
final class LineOffsets {
  private final String text;
  private final int[] starts;

  private LineOffsets(String text) {
    this.text = text;
    this.starts = IntStream.iterate(0, start -> start < text.length(), this::startAfter).toArray();
  }

  private int startAfter(int offset) {
    var lineFeed = text.indexOf('\n', offset);
    return lineFeed < 0 ? text.length() : lineFeed + 1;
  }

  static LineOffsets of(String text) {
    return new LineOffsets(text);
  }

  /// The number of the line at an offset, counted from 1.
  static int number(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  int count() {
    return starts.length;
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
    return line + 1 < starts.length ? starts[line + 1] : text.length();
  }

  String line(int line) {
    return text.substring(starts[line], end(line));
  }
}
