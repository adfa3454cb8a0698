package dev.loom.models.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
class RateLimiterTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);
  private static final Optional<Duration> LONG = Optional.of(Duration.ofHours(1));
  private static final Optional<Duration> SHORT = Optional.of(Duration.ofMillis(300));

  private final RateLimiter limiter = new RateLimiter();

  private RateLimiter.Ticket begun() throws InterruptedException {
    var turn = limiter.issueTicket(WAIT_MAX);
    assertTrue(turn.await());
    return turn;
  }

  /// Waits on its own thread; cancelling the future interrupts it.
  private static final class Waiter {
    final CompletableFuture<Boolean> came = new CompletableFuture<>();
    final Thread thread;

    Waiter(RateLimiter.Ticket turn, Runnable then) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      var may = turn.await();
                      then.run();
                      came.complete(may);
                    } catch (InterruptedException stopped) {
                      came.completeExceptionally(stopped);
                    }
                  });
    }
  }

  private void awaitWaiting(int count) {
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (limiter.waiting() != count && System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
    assertEquals(count, limiter.waiting());
  }

  @Test
  void callsStartInTicketOrderAndARateLimitedCallStaysFirst() throws Exception {
    var first = begun();
    var sentBack = begun();
    first.onRateLimited(SHORT);
    var order = new CopyOnWriteArrayList<String>();
    var waiters = new ArrayList<Waiter>();
    for (var name : List.of("a", "b", "c")) {
      waiters.add(new Waiter(limiter.issueTicket(WAIT_MAX), () -> order.add(name)));
      awaitWaiting(waiters.size());
    }
    sentBack.onRateLimited(SHORT);
    waiters.add(new Waiter(sentBack, () -> order.add("sent back")));
    for (var waiter : waiters) {
      assertTrue(waiter.came.get(20, TimeUnit.SECONDS));
    }
    assertEquals(List.of("sent back", "a", "b", "c"), order);
    assertEquals(0, limiter.waiting());
  }

  @Test
  void aCancelledCallFreesItsPlaceForTheNextOne() throws Exception {
    begun().onRateLimited(SHORT);
    var first = new Waiter(limiter.issueTicket(WAIT_MAX), () -> {});
    awaitWaiting(1);
    var second = new Waiter(limiter.issueTicket(WAIT_MAX), () -> {});
    awaitWaiting(2);
    first.thread.interrupt();
    var cancelled =
        assertThrows(ExecutionException.class, () -> first.came.get(20, TimeUnit.SECONDS));
    assertEquals(InterruptedException.class, cancelled.getCause().getClass());
    assertTrue(second.came.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aCallWhoseWaitWouldExceedItsLimitFailsAtOnce() throws Exception {
    begun().onRateLimited(LONG);
    assertFalse(limiter.issueTicket(WAIT_MAX).await());
    assertEquals(0, limiter.waiting());
  }

  @Test
  void theWaitLimitCoversAllWaitsTogether() throws Exception {
    var turn = limiter.issueTicket(Duration.ofMillis(500));
    assertTrue(turn.await());
    turn.onRateLimited(SHORT);
    assertTrue(turn.await());
    turn.onRateLimited(SHORT);
    assertFalse(turn.await());
  }

  @Test
  void aCallBehindOthersReportsItsWait() throws Exception {
    begun().onRateLimited(Optional.of(Duration.ofSeconds(20)));
    var first = new Waiter(limiter.issueTicket(WAIT_MAX), () -> {});
    awaitWaiting(1);
    var reports = new ArrayList<Duration>();
    assertFalse(limiter.issueTicket(Duration.ofMillis(50)).await(reports::add));
    assertEquals(1, reports.size());
    assertTrue(reports.getFirst().compareTo(Duration.ofSeconds(10)) > 0, reports.toString());
    first.thread.interrupt();
    assertThrows(ExecutionException.class, () -> first.came.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aQueuedCallGivesUpWhenItsWaitLimitEnds() throws Exception {
    begun().onRateLimited(Optional.of(Duration.ofSeconds(20)));
    var first = new Waiter(limiter.issueTicket(WAIT_MAX), () -> {});
    awaitWaiting(1);
    assertFalse(limiter.issueTicket(Duration.ofMillis(50)).await());
    assertEquals(1, limiter.waiting());
    first.thread.interrupt();
    assertThrows(ExecutionException.class, () -> first.came.get(20, TimeUnit.SECONDS));
  }
}
