package dev.loom.tools.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Reads one output stream of a process and keeps its first and last 512 KiB.
final class BoundedOutput {
  static final int BYTES_MAX = 1024 * 1024;
  private static final int HALF_BYTES = BYTES_MAX / 2;
  private static final int CHUNK_BYTES = 16 * 1024;

  private final ByteArrayOutputStream head = new ByteArrayOutputStream(CHUNK_BYTES);
  private byte[] ring = new byte[0];
  private long ringTotal;
  private final Thread reader;

  /// Starts reading on a separate thread, so that the process never blocks on a full pipe.
  BoundedOutput(InputStream stream, String threadName) {
    reader = Thread.ofPlatform().daemon().name(threadName).start(() -> readAll(stream));
  }

  private void readAll(InputStream stream) {
    var chunk = new byte[CHUNK_BYTES];
    try (stream) {
      for (int length; (length = stream.read(chunk)) >= 0; ) {
        add(chunk, length);
      }
    } catch (IOException ignored) {
      // The pipe was closed because the process was killed; what was read so far is kept.
    }
  }

  private synchronized void add(byte[] chunk, int length) {
    var first = Math.min(length, HALF_BYTES - head.size());
    head.write(chunk, 0, first);
    if (first < length && ring.length == 0) {
      ring = new byte[HALF_BYTES];
    }
    for (var i = first; i < length; i++) {
      ring[(int) (ringTotal++ % HALF_BYTES)] = chunk[i];
    }
  }

  /// Waits for the end of the stream, or for the timeout when a surviving process holds it open.
  void await(Duration timeout) throws InterruptedException {
    reader.join(timeout);
  }

  /// Returns the output read so far, decoded as UTF-8 with replacement characters. A marker
  /// replaces omitted bytes.
  synchronized String text() {
    if (ringTotal <= HALF_BYTES) {
      var all = new ByteArrayOutputStream(head.size() + (int) ringTotal);
      all.writeBytes(head.toByteArray());
      all.write(ring, 0, (int) ringTotal);
      return all.toString(StandardCharsets.UTF_8);
    }
    var oldest = (int) (ringTotal % HALF_BYTES);
    var end =
        new String(ring, oldest, HALF_BYTES - oldest, StandardCharsets.UTF_8)
            + new String(ring, 0, oldest, StandardCharsets.UTF_8);
    return head.toString(StandardCharsets.UTF_8)
        + "\n... ["
        + (ringTotal - HALF_BYTES)
        + " bytes left out] ...\n"
        + end;
  }
}
