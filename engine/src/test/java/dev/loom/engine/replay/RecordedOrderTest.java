package dev.loom.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RecordedOrderTest {
  private final RecordedOrder order = new RecordedOrder();

  @Test
  void waitersAreReleasedInRecordedOrder() throws Exception {
    var released = new CopyOnWriteArrayList<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long position = 5; position >= 1; position--) {
        long own = position;
        threads.submit(
            () -> {
              order.await(own);
              released.add(own);
              order.markDone(own);
              return null;
            });
      }
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), released);
  }

  @Test
  void aPositionWaitsForAllEarlierOnes() throws Exception {
    order.markDone(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var third = threads.submit(() -> awaitPosition(3));
      order.markDone(1);
      assertTrue(third.get(20, TimeUnit.SECONDS) < RecordedOrder.STALL_MILLIS);
    }
  }

  @Test
  void aStallReleasesTheNextWaiter() throws Exception {
    assertTrue(awaitPosition(3) >= RecordedOrder.STALL_MILLIS);
  }

  private long awaitPosition(long position) throws InterruptedException {
    long start = System.nanoTime();
    order.await(position);
    // The order starts its clock before this method does.
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + 100;
  }
}
