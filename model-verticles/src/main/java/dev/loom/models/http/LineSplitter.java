package dev.loom.models.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Splits incoming bytes into lines that end with LF or CRLF. Lines are decoded only when complete,
/// so characters split between network buffers are decoded correctly.
final class LineSplitter {
  private static final int KEPT_BYTES_MAX = 64 * 1024;

  private final int lineMaxBytes;
  private byte[] buffer = new byte[1024];
  private int bufferedLength;

  LineSplitter(int lineMaxBytes) {
    this.lineMaxBytes = lineMaxBytes;
  }

  /// Adds bytes and returns the lines that they complete.
  ///
  /// @throws LineTooLongException if a line exceeds the limit
  List<String> feed(byte[] bytes) {
    var lines = new ArrayList<String>();
    var start = 0;
    for (var at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        lines.add(bufferedLength == 0 ? text(bytes, start, at) : completeLine(bytes, start, at));
        start = at + 1;
      }
    }
    append(bytes, start, bytes.length);
    return lines;
  }

  private String completeLine(byte[] bytes, int from, int to) {
    append(bytes, from, to);
    return takeRemainder();
  }

  private void append(byte[] bytes, int from, int to) {
    var length = bufferedLength + to - from;
    if (length > lineMaxBytes) {
      throw new LineTooLongException();
    }
    if (length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(length, buffer.length * 2));
    }
    System.arraycopy(bytes, from, buffer, bufferedLength, to - from);
    bufferedLength = length;
  }

  /// Returns and clears the last line if it has no line break; empty if there is none.
  String takeRemainder() {
    var text = text(buffer, 0, bufferedLength);
    bufferedLength = 0;
    if (buffer.length > KEPT_BYTES_MAX) {
      buffer = new byte[1024];
    }
    return text;
  }

  private String text(byte[] bytes, int from, int to) {
    if (to - from > lineMaxBytes) {
      throw new LineTooLongException();
    }
    var end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /// A line exceeds the limit.
  static final class LineTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LineTooLongException() {
      super("a line is too long", null, false, false);
    }
  }
}
