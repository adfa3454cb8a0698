package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundedOutputTest {
  private static final int HALF = BoundedOutput.BYTES_MAX / 2;

  private static String text(byte[] bytes) throws InterruptedException {
    var output = new BoundedOutput(new ByteArrayInputStream(bytes), "test-output");
    output.await(Duration.ofSeconds(20));
    return output.text();
  }

  private static byte[] bytes(int length) {
    var bytes = new byte[length];
    for (var i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + i % 26);
    }
    return bytes;
  }

  @Test
  void outputUpToTheLimitIsComplete() throws Exception {
    for (var length : new int[] {0, 1, HALF, HALF + 1, BoundedOutput.BYTES_MAX}) {
      var bytes = bytes(length);
      assertEquals(new String(bytes, StandardCharsets.UTF_8), text(bytes));
    }
  }

  @Test
  void theBeginningAndTheEndOfLongerOutputAreKept() throws Exception {
    var bytes = bytes(BoundedOutput.BYTES_MAX + 1_000);
    var all = new String(bytes, StandardCharsets.UTF_8);
    assertEquals(
        all.substring(0, HALF)
            + "\n... [1000 bytes left out] ...\n"
            + all.substring(all.length() - HALF),
        text(bytes));
  }

  @Test
  void invalidUtf8IsReplaced() throws Exception {
    assertEquals("a\ufffdb", text(new byte[] {'a', (byte) 0xff, 'b'}));
  }

  @Test
  void anOpenStreamDoesNotBlockBeyondTheTimeout() throws Exception {
    try (var open = new PipedInputStream();
        var writer = new PipedOutputStream(open)) {
      var output = new BoundedOutput(open, "test-output");
      output.await(Duration.ofMillis(1));
      assertEquals("", output.text());
      writer.write('x');
    }
  }
}
