package dev.loom.models.ratelimit;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Limits the rate at which calls of one account start, in the order of their tickets. Thread-safe.
public final class RateLimiter {
  /// The time between two reports of a wait.
  public static final Duration REPORT_PERIOD = Duration.ofSeconds(5);

  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Ticket> waiting =
      new TreeSet<>(Comparator.comparingLong(ticket -> ticket.sequence));
  private final AdaptiveRate rate = new AdaptiveRate();
  private final AtomicLong lastSequence = new AtomicLong();

  /// Creates a limiter on the system clock.
  public RateLimiter() {
    this(System::nanoTime);
  }

  RateLimiter(LongSupplier clock) {
    this.clock = clock;
  }

  /// Issues a ticket for a call. A call that the endpoint rejects waits again with the same ticket
  /// and position.
  ///
  /// @param waitMax the longest total wait of the call
  public Ticket issueTicket(Duration waitMax) {
    return new Ticket(lastSequence.incrementAndGet(), waitMax.toNanos());
  }

  /// Returns the number of waiting calls.
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// The position of one call in the queue. Used by one thread.
  public final class Ticket {
    private final long sequence;
    private final Condition becameFirst = lock.newCondition();
    private long remainingNanos;
    private AdaptiveRate.StartedCall call;

    private Ticket(long sequence, long waitMaxNanos) {
      this.sequence = sequence;
      this.remainingNanos = waitMaxNanos;
    }

    /// Returns how long the limit is expected to hold the call back, behind the calls before it;
    /// zero if it may start now.
    public Duration expectedWait() {
      lock.lock();
      try {
        var now = clock.getAsLong();
        var untilFirst = Math.max(0, rate.nextStartAt(now) - now);
        var perSecond = rate.perSecond(now + untilFirst);
        var turns = (long) (waiting.headSet(this).size() * 1e9 / perSecond);
        return Duration.ofNanos(untilFirst + turns);
      } finally {
        lock.unlock();
      }
    }

    /// Waits until the call may start, and counts it as started.
    ///
    /// @param onWait receives the expected wait at the start and every few seconds; called without
    ///   locks on the waiting thread
    /// @return false if the longest wait has passed or would pass before the call may start
    /// @throws InterruptedException if the thread was interrupted; the position is freed
    public boolean await(Consumer<Duration> onWait) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        var waitStartedAt = clock.getAsLong();
        waiting.add(this);
        try {
          return awaitFirst(waitStartedAt, onWait);
        } finally {
          waiting.remove(this);
          remainingNanos -= clock.getAsLong() - waitStartedAt;
          if (!waiting.isEmpty()) {
            waiting.first().becameFirst.signal();
          }
        }
      } finally {
        lock.unlock();
      }
    }

    boolean await() throws InterruptedException {
      return await(wait -> {});
    }

    private boolean awaitFirst(long waitStartedAt, Consumer<Duration> onWait)
        throws InterruptedException {
      var reportAt = waitStartedAt;
      while (true) {
        var now = clock.getAsLong();
        var remaining = remainingNanos - (now - waitStartedAt);
        var wait = remaining;
        if (waiting.first() == this) {
          wait = rate.nextStartAt(now) - now;
          if (wait <= 0) {
            call = rate.start(now);
            return true;
          }
        }
        if (remaining <= 0 || wait > remaining) {
          return false;
        }
        if (now - reportAt >= 0) {
          reportAt = now + REPORT_PERIOD.toNanos();
          reportUnlocked(onWait);
          continue;
        }
        becameFirst.awaitNanos(Math.min(wait, reportAt - now));
      }
    }

    private void reportUnlocked(Consumer<Duration> onWait) {
      var wait = expectedWait();
      lock.unlock();
      try {
        onWait.accept(wait);
      } finally {
        lock.lock();
      }
    }

    /// Records that the endpoint rejected the call because of its rate limit; slows all calls down.
    ///
    /// @param retryAfter the wait that the endpoint requested, if any
    public void onRateLimited(Optional<Duration> retryAfter) {
      lock.lock();
      try {
        rate.onRateLimited(call, retryAfter, clock.getAsLong());
      } finally {
        lock.unlock();
      }
    }
  }
}
