package dev.loom.engine.replay;

import java.util.BitSet;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Lets answers come in the order in which they once came, so that what ran side by side ends in
/// the same order. An engine that does something else must not wait for ever for what it never
/// does: when nothing happens for a while, the next in line goes on.
final class RecordedOrder {
  /// Nothing has happened for so long: what is waited for does not come.
  static final long STALL_MILLIS = 1_000;

  /// After so many of these the order means nothing any more.
  private static final int STALLS_MAX = 10;

  private final BitSet done = new BitSet();
  private final TreeMap<Long, Integer> waiting = new TreeMap<>();
  private long next = 1;
  private long progressNanos = System.nanoTime();
  private int stalls;

  /// What has this place has happened.
  synchronized void markDone(long position) {
    done.set(Math.toIntExact(position));
    progressNanos = System.nanoTime();
    while (done.get(Math.toIntExact(next))) {
      next++;
    }
    notifyAll();
  }

  /// Waits until everything before this place has happened.
  synchronized void await(long position) throws InterruptedException {
    waiting.merge(position, 1, Integer::sum);
    try {
      while (next < position && stalls < STALLS_MAX) {
        long left = STALL_MILLIS - sinceProgress();
        if (left > 0) {
          wait(left);
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

  private long sinceProgress() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - progressNanos);
  }
}
