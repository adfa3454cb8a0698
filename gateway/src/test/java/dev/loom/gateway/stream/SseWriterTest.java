package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SseWriterTest {
  private final Queue<Runnable> ticks = new ArrayDeque<>();
  private final Queue<Promise<Void>> inFlight = new ArrayDeque<>();
  private final List<String> written = new ArrayList<>();
  private final List<String> callbacks = new ArrayList<>();
  private long nowMillis;
  private final SseWriter writer =
      new SseWriter(
          this::write,
          ticks::add,
          () -> nowMillis,
          () -> callbacks.add("drained"),
          () -> callbacks.add("ended"));

  private Future<Void> write(Buffer bytes, boolean last) {
    written.add(bytes + (last ? "$" : ""));
    Promise<Void> accepted = Promise.promise();
    inFlight.add(accepted);
    return accepted.future();
  }

  private static SseFrame frame(String text, boolean isLast) {
    return new SseFrame(1, isLast, Buffer.buffer(text));
  }

  private void endTick() {
    ticks.remove().run();
  }

  @Test
  void theFramesOfATickAreWrittenTogetherAfterIt() {
    writer.add(frame("a", false));
    writer.add(frame("b", false));
    assertEquals(List.of(), written);
    assertEquals(1, ticks.size());
    endTick();
    assertEquals(List.of("ab"), written);
  }

  @Test
  void framesThatArriveDuringAWriteAreCombined() {
    writer.add(frame("a", false));
    endTick();
    writer.add(frame("b", false));
    writer.add(frame("c", false));
    endTick();
    assertEquals(List.of("a"), written);
    inFlight.remove().complete();
    assertEquals(List.of("a", "bc"), written);
    inFlight.remove().complete();
    assertEquals(List.of("drained"), callbacks);
  }

  @Test
  void theLastFrameEndsTheResponseAndLaterFramesAreIgnored() {
    writer.add(frame("a", true));
    writer.add(frame("b", false));
    endTick();
    assertEquals(List.of("a$"), written);
    inFlight.remove().complete();
    assertEquals(List.of("ended"), callbacks);
  }

  @Test
  void aFailedWriteEndsTheStream() {
    writer.add(frame("a", false));
    endTick();
    writer.add(frame("b", false));
    inFlight.remove().fail("closed");
    assertEquals(List.of("ended"), callbacks);
    assertEquals(0, writer.queuedBytes());
  }

  @Test
  void theQueueIsBoundedByFramesAndBytesButAcceptsASingleLargeFrame() {
    var large = frame("x".repeat(SseWriter.BYTES_MAX + 1), false);
    assertTrue(writer.canAccept(large));
    for (var i = 0; i < SseWriter.FRAMES_MAX; i++) {
      assertEquals(i < SseWriter.FRAMES_MAX / 2, writer.hasSpareCapacity());
      assertTrue(writer.canAccept(frame("a", false)));
      writer.add(frame("a", false));
    }
    assertFalse(writer.canAccept(frame("a", false)));
    assertFalse(writer.canAccept(large));
  }

  @Test
  void theQueueIsDiscardedForAFinalFrame() {
    writer.add(frame("a", false));
    writer.discardAndEndWith(frame("lagged", true));
    endTick();
    assertEquals("lagged$", written.getFirst());
    assertFalse(written.contains("a"), written.toString());
  }

  @Test
  void idleAndStalledTimesAreDistinguished() {
    nowMillis = 15_000;
    assertEquals(15_000, writer.idleMillis());
    assertEquals(0, writer.stalledMillis());
    writer.add(SseFrame.KEEPALIVE);
    assertEquals(0, writer.idleMillis());
    endTick();
    nowMillis = 45_000;
    assertEquals(0, writer.idleMillis());
    assertEquals(30_000, writer.stalledMillis());
    inFlight.remove().complete();
    assertEquals(0, writer.stalledMillis());
  }
}
