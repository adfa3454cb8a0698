package dev.loom.models.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Splits incoming bytes into lines that end with LF or CRLF. Lines are decoded only when complete,
/// so characters split between network buffers are decoded correctly.
final class LineSplitter {
  private static final int KEPT_BYTES_MAX = 64 * 1024;

  private final int lineMaxBytes;
  private ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);

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
        append(bytes, start, at);
        lines.add(takeRemainder());
        start = at + 1;
      }
    }
    append(bytes, start, bytes.length);
    return lines;
  }

  private void append(byte[] bytes, int from, int to) {
    if (buffer.size() + to - from > lineMaxBytes) {
      throw new LineTooLongException();
    }
    buffer.write(bytes, from, to - from);
  }

  /// Returns and clears the last line if it has no line break; empty if there is none.
  String takeRemainder() {
    var text = buffer.toString(StandardCharsets.UTF_8);
    if (buffer.size() > KEPT_BYTES_MAX) {
      buffer = new ByteArrayOutputStream(1024);
    } else {
      buffer.reset();
    }
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /// A line exceeds the limit.
  static final class LineTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LineTooLongException() {
      super("a line is too long", null, false, false);
    }
  }
}
