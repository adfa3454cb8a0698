package dev.loom.engine.replay;

import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.BitSet;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Releases replies in their recorded order, so that concurrent operations complete in the same
/// order as in the recording. If a diverging replay stalls, the next waiting reply is released.
/// Thread-safe.
final class RecordedOrder {
  /// Time without progress after which the next waiting reply is released.
  static final long STALL_MILLIS = 1_000;

  /// Number of stalls after which the order is no longer enforced.
  private static final int STALLS_MAX = 10;

  private final BitSet done = new BitSet();
  private final TreeMap<Long, Integer> waiting = new TreeMap<>();
  private long next = 1;
  private long progressNanos = System.nanoTime();
  private int stalls;

  /// Marks a position as done.
  synchronized void markDone(long position) {
    done.set(Math.toIntExact(position));
    progressNanos = System.nanoTime();
    while (done.get(Math.toIntExact(next))) {
      next++;
    }
    notifyAll();
  }

  /// Marks a request and, if there is one, its reply as done.
  void markDone(TranscriptEntry.ExchangeOrder exchange) {
    markDone(exchange.asked());
    if (exchange.answered() > 0) {
      markDone(exchange.answered());
    }
  }

  /// Waits until all earlier positions are done or a stall releases this one.
  synchronized void await(long position) throws InterruptedException {
    waiting.merge(position, 1, Integer::sum);
    try {
      while (next < position && stalls < STALLS_MAX) {
        long remainingMillis = STALL_MILLIS - millisSinceProgress();
        if (remainingMillis > 0) {
          wait(remainingMillis);
        } else if (waiting.firstKey() == position) {
          stalls++;
          next = position;
        } else {
          wait(STALL_MILLIS);
        }
      }
    } finally {
      waiting.computeIfPresent(position, (ignored, count) -> count == 1 ? null : count - 1);
      notifyAll();
    }
  }

  private long millisSinceProgress() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - progressNanos);
  }
}
