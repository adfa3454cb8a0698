package dev.loom.models.pace;

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
class TurnstileTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Optional<Duration> LONG = Optional.of(Duration.ofHours(1));
  private static final Optional<Duration> SHORT = Optional.of(Duration.ofMillis(300));

  private final Turnstile turnstile = new Turnstile();

  private Turnstile.Turn begun() throws InterruptedException {
    var turn = turnstile.arrive(PATIENCE);
    assertTrue(turn.await());
    return turn;
  }

  /// Waits on a thread of its own, and is interrupted when the future is cancelled.
  private static final class Waiter {
    final CompletableFuture<Boolean> came = new CompletableFuture<>();
    final Thread thread;

    Waiter(Turnstile.Turn turn, Runnable then) {
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
    while (turnstile.waiting() != count && System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
    assertEquals(count, turnstile.waiting());
  }

  @Test
  void callsGoThroughInTheOrderInWhichTheyCameAndWhoeverIsSentBackIsStillFirst() throws Exception {
    var first = begun();
    var sentBack = begun();
    first.refused(SHORT);
    var order = new CopyOnWriteArrayList<String>();
    var waiters = new ArrayList<Waiter>();
    for (var name : List.of("a", "b", "c")) {
      waiters.add(new Waiter(turnstile.arrive(PATIENCE), () -> order.add(name)));
      awaitWaiting(waiters.size());
    }
    sentBack.refused(SHORT);
    waiters.add(new Waiter(sentBack, () -> order.add("sent back")));
    for (var waiter : waiters) {
      assertTrue(waiter.came.get(20, TimeUnit.SECONDS));
    }
    assertEquals(List.of("sent back", "a", "b", "c"), order);
    assertEquals(0, turnstile.waiting());
  }

  @Test
  void aCancelledCallLeavesItsPlaceAtOnceAndTheNextMovesUp() throws Exception {
    begun().refused(SHORT);
    var first = new Waiter(turnstile.arrive(PATIENCE), () -> {});
    awaitWaiting(1);
    var second = new Waiter(turnstile.arrive(PATIENCE), () -> {});
    awaitWaiting(2);
    first.thread.interrupt();
    var cancelled =
        assertThrows(ExecutionException.class, () -> first.came.get(20, TimeUnit.SECONDS));
    assertEquals(InterruptedException.class, cancelled.getCause().getClass());
    assertTrue(second.came.get(20, TimeUnit.SECONDS));
  }

  @Test
  void whoWouldHaveToWaitLongerThanItsPatienceIsToldAtOnce() throws Exception {
    begun().refused(LONG);
    assertFalse(turnstile.arrive(PATIENCE).await());
    assertEquals(0, turnstile.waiting());
  }

  @Test
  void patienceIsForAllWaitsTogether() throws Exception {
    var turn = turnstile.arrive(Duration.ofMillis(500));
    assertTrue(turn.await());
    turn.refused(SHORT);
    assertTrue(turn.await());
    turn.refused(SHORT);
    assertFalse(turn.await());
  }

  @Test
  void whoStandsBehindOthersGivesUpWhenItsPatienceEnds() throws Exception {
    begun().refused(Optional.of(Duration.ofSeconds(20)));
    var first = new Waiter(turnstile.arrive(PATIENCE), () -> {});
    awaitWaiting(1);
    assertFalse(turnstile.arrive(Duration.ofMillis(50)).await());
    assertEquals(1, turnstile.waiting());
    first.thread.interrupt();
    assertThrows(ExecutionException.class, () -> first.came.get(20, TimeUnit.SECONDS));
  }
}
