package dev.loom.tools.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// What a process writes to one stream: its first and its last half mebibyte, however much it is.
final class BoundedOutput {
  static final int BYTES_MAX = 1024 * 1024;
  private static final int HALF = BYTES_MAX / 2;
  private static final int CHUNK_BYTES = 16 * 1024;

  private byte[] head = new byte[CHUNK_BYTES];
  private int headLength;
  private byte[] ring = new byte[0];
  private long ringTotal;
  private final Thread reader;

  /// Begins to read, on a thread of its own, so that the process never waits for a reader.
  BoundedOutput(InputStream stream, String threadName) {
    reader = Thread.ofPlatform().daemon().name(threadName).start(() -> readAll(stream));
  }

  private void readAll(InputStream stream) {
    var chunk = new byte[CHUNK_BYTES];
    try (stream) {
      for (int length; (length = stream.read(chunk)) >= 0; ) {
        add(chunk, length);
      }
    } catch (IOException closed) {
      // The process is dead and its pipe was taken away: what was read is all there is.
    }
  }

  private synchronized void add(byte[] chunk, int length) {
    var first = Math.min(length, HALF - headLength);
    if (headLength + first > head.length) {
      head = Arrays.copyOf(head, Math.min(HALF, (headLength + first) * 2));
    }
    System.arraycopy(chunk, 0, head, headLength, first);
    headLength += first;
    if (first < length && ring.length == 0) {
      ring = new byte[HALF];
    }
    for (var i = first; i < length; i++) {
      ring[(int) (ringTotal++ % HALF)] = chunk[i];
    }
  }

  /// Waits until the stream ends, or not: a process that escaped may hold it open.
  void await(Duration timeout) throws InterruptedException {
    reader.join(timeout);
  }

  /// What was read so far, as UTF-8 with replacement characters; what was left out is said.
  synchronized String text() {
    var start = new String(head, 0, headLength, StandardCharsets.UTF_8);
    if (ringTotal == 0) {
      return start;
    }
    if (ringTotal <= HALF) {
      return new String(joined(), StandardCharsets.UTF_8);
    }
    var at = (int) (ringTotal % HALF);
    var end =
        new String(ring, at, HALF - at, StandardCharsets.UTF_8)
            + new String(ring, 0, at, StandardCharsets.UTF_8);
    return start + "\n... [" + (ringTotal - HALF) + " bytes left out] ...\n" + end;
  }

  private byte[] joined() {
    var all = Arrays.copyOf(head, headLength + (int) ringTotal);
    System.arraycopy(ring, 0, all, headLength, (int) ringTotal);
    return all;
  }
}
