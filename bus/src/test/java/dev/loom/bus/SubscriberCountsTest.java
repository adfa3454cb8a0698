package dev.loom.bus;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriberCountsTest {
  private final SubscriberCounts counts = new SubscriberCounts();

  @Test
  void addressHasSubscribersUntilTheLastOneIsRemoved() {
    var first = counts.add("a");
    var second = counts.add("a");
    first.run();
    assertTrue(counts.hasSubscribers("a"));
    second.run();
    assertFalse(counts.hasSubscribers("a"));
  }

  @Test
  void removingASubscriberTwiceCountsOnce() {
    var first = counts.add("a");
    counts.add("a");
    first.run();
    first.run();
    assertTrue(counts.hasSubscribers("a"));
  }

  @Test
  void addressesAreCountedSeparately() {
    counts.add("a");
    assertFalse(counts.hasSubscribers("b"));
  }

  @Test
  void concurrentSubscribersAreAllCounted() throws Exception {
    var removals = Collections.synchronizedList(new ArrayList<Runnable>());
    var threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              for (int n = 0; n < 500; n++) {
                                removals.add(counts.add("a"));
                              }
                            }))
            .toList();
    for (var thread : threads) {
      thread.join();
    }
    removals.subList(1, removals.size()).forEach(Runnable::run);
    assertTrue(counts.hasSubscribers("a"));
    removals.getFirst().run();
    assertFalse(counts.hasSubscribers("a"));
  }
}
