package dev.loom.models.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts arriving bytes into lines. A line is decoded only when it is whole, so a character that was
/// split between two network buffers comes out right. Ends with LF or CRLF.
final class Lines {
  private static final int KEPT_BYTES = 64 * 1024;

  private final int lineMaxBytes;
  private byte[] held = new byte[1024];
  private int heldLength;

  Lines(int lineMaxBytes) {
    this.lineMaxBytes = lineMaxBytes;
  }

  /// The lines that these bytes complete.
  ///
  /// @throws TooLongException when a line passes the limit
  List<String> feed(byte[] bytes) {
    var lines = new ArrayList<String>();
    var start = 0;
    for (var at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        lines.add(heldLength == 0 ? text(bytes, start, at) : taken(bytes, start, at));
        start = at + 1;
      }
    }
    hold(bytes, start, bytes.length);
    return lines;
  }

  private String taken(byte[] bytes, int from, int to) {
    hold(bytes, from, to);
    return rest();
  }

  private void hold(byte[] bytes, int from, int to) {
    var length = heldLength + to - from;
    if (length > lineMaxBytes) {
      throw new TooLongException();
    }
    if (length > held.length) {
      held = Arrays.copyOf(held, Math.max(length, held.length * 2));
    }
    System.arraycopy(bytes, from, held, heldLength, to - from);
    heldLength = length;
  }

  /// The last line, when it had no end; empty when there is none.
  String rest() {
    var text = text(held, 0, heldLength);
    heldLength = 0;
    if (held.length > KEPT_BYTES) {
      held = new byte[1024];
    }
    return text;
  }

  private String text(byte[] bytes, int from, int to) {
    if (to - from > lineMaxBytes) {
      throw new TooLongException();
    }
    var end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /// A line passed the limit.
  static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("a line is too long", null, false, false);
    }
  }
}
