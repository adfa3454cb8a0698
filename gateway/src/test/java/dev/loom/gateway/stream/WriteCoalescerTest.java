package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WriteCoalescerTest {
  private final Queue<Runnable> ticks = new ArrayDeque<>();
  private final List<String> written = new ArrayList<>();
  private final WriteCoalescer coalescer = new WriteCoalescer(ticks::add, () -> 0);

  private SseWriter writer() {
    return new SseWriter(
        (bytes, last) -> {
          written.add(bytes.toString());
          return Future.succeededFuture();
        },
        coalescer,
        () -> {},
        () -> {});
  }

  private static SseFrame frame(String text) {
    return new SseFrame(1, false, Buffer.buffer(text));
  }

  @Test
  void theFramesOfATickAreWrittenTogetherAfterIt() {
    var first = writer();
    var second = writer();
    first.add(frame("a"));
    second.add(frame("b"));
    first.add(frame("c"));
    assertEquals(List.of(), written);
    assertEquals(1, ticks.size());
    ticks.remove().run();
    assertEquals(List.of("ac", "b"), written);
  }

  @Test
  void eachTickIsScheduledAnew() {
    var writer = writer();
    writer.add(frame("a"));
    ticks.remove().run();
    writer.add(frame("b"));
    ticks.remove().run();
    assertEquals(List.of("a", "b"), written);
  }
}
