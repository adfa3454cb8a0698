package dev.loom.models.ratelimit;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Limits the rate at which calls of one account start, in the order of their tickets. Thread-safe.
public final class RateLimiter {
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Ticket> waiting =
      new TreeSet<>(Comparator.comparingLong(ticket -> ticket.sequence));
  private final AdaptiveRate rate = new AdaptiveRate();
  private long issued;

  /// Creates a limiter on the system clock.
  public RateLimiter() {
    this(System::nanoTime);
  }

  RateLimiter(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// Issues a ticket for a call. The call keeps its position when the endpoint rejects it and it
  /// waits again.
  ///
  /// @param waitMax the longest time the call waits here in total
  public Ticket issueTicket(Duration waitMax) {
    lock.lock();
    try {
      issued++;
      return new Ticket(issued, waitMax.toNanos());
    } finally {
      lock.unlock();
    }
  }

  /// Returns the number of waiting calls.
  public int waiting() {
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

    /// Waits until the call may start, and counts it as started.
    ///
    /// @return false if the longest wait has passed or would pass before the call may start
    /// @throws InterruptedException if the call was cancelled; its position is freed
    public boolean await() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        var since = nanos.getAsLong();
        waiting.add(this);
        try {
          return awaitFirst(since);
        } finally {
          waiting.remove(this);
          remainingNanos -= nanos.getAsLong() - since;
          if (!waiting.isEmpty()) {
            waiting.first().becameFirst.signal();
          }
        }
      } finally {
        lock.unlock();
      }
    }

    private boolean awaitFirst(long since) throws InterruptedException {
      while (true) {
        var now = nanos.getAsLong();
        var left = remainingNanos - (now - since);
        var wait = left;
        if (waiting.first() == this) {
          wait = rate.nextStartAt(now) - now;
          if (wait <= 0) {
            call = rate.start(now);
            return true;
          }
        }
        if (left <= 0 || wait > left) {
          return false;
        }
        becameFirst.awaitNanos(wait);
      }
    }

    /// Records that the endpoint rejected the call because of its rate limit; slows all calls down.
    ///
    /// @param retryAfter the wait that the endpoint requested, if any
    public void onRateLimited(Optional<Duration> retryAfter) {
      lock.lock();
      try {
        rate.onRateLimited(call, retryAfter, nanos.getAsLong());
      } finally {
        lock.unlock();
      }
    }

    /// Returns the time that this call may still wait.
    public Duration remainingWait() {
      return Duration.ofMillis(Math.max(0, TimeUnit.NANOSECONDS.toMillis(remainingNanos)));
    }
  }
}
