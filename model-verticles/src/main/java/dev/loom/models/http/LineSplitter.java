package dev.loom.models.http;

import dev.loom.api.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Splits incoming bytes into lines that end with LF or CRLF. Lines are decoded only when complete,
/// so characters split between network buffers are decoded correctly.
final class LineSplitter {
  private static final int KEPT_BYTES_MAX = 64 * 1024;

  private final int lineMaxBytes;
  private final Supplier<ModelException> tooLong;
  private ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);

  /// @param tooLong creates the exception for a line over the limit
  LineSplitter(int lineMaxBytes, Supplier<ModelException> tooLong) {
    this.lineMaxBytes = lineMaxBytes;
    this.tooLong = tooLong;
  }

  /// Adds bytes and returns the lines that they complete.
  ///
  /// @throws ModelException if a line exceeds the limit
  List<String> feed(byte[] bytes) throws ModelException {
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

  private void append(byte[] bytes, int from, int to) throws ModelException {
    if (buffer.size() + to - from > lineMaxBytes) {
      throw tooLong.get();
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
}
