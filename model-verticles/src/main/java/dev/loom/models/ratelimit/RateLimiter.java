package dev.loom.models.ratelimit;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// What all calls of one account go through before they begin, in the order in which they came, no
/// faster than the account's endpoint takes them.
public final class RateLimiter {
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Ticket> waiting =
      new TreeSet<>(Comparator.comparingLong(ticket -> ticket.sequence));
  private final AdaptiveRate rate = new AdaptiveRate();
  private long issued;

  /// One on the machine's own clock.
  public RateLimiter() {
    this(System::nanoTime);
  }

  RateLimiter(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// A call takes its place in line. It keeps it however often it is told to come again.
  ///
  /// @param patience how long it waits here altogether
  public Ticket issueTicket(Duration waitMax) {
    lock.lock();
    try {
      issued++;
      return new Ticket(issued, waitMax.toNanos());
    } finally {
      lock.unlock();
    }
  }

  /// How many wait now.
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// One call's place in line. Used by one thread.
  public final class Ticket {
    private final long sequence;
    private final Condition becameFirst = lock.newCondition();
    private long remainingNanos;
    private AdaptiveRate.StartedCall call;

    private Ticket(long sequence, long waitMaxNanos) {
      this.sequence = sequence;
      this.remainingNanos = waitMaxNanos;
    }

    /// Waits until the call may begin, and counts it as begun.
    ///
    /// @return whether it may; otherwise its patience ended, or would end before its turn comes
    /// @throws InterruptedException when the call was cancelled; its place is free at once
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

    /// The endpoint asked to be asked less often instead of answering; everybody slows down.
    ///
    /// @param retryAfter how long it asked to wait, if it said so
    public void onRateLimited(Optional<Duration> retryAfter) {
      lock.lock();
      try {
        rate.onRateLimited(call, retryAfter, nanos.getAsLong());
      } finally {
        lock.unlock();
      }
    }

    /// How long it can still wait here.
    public Duration remainingWait() {
      return Duration.ofMillis(Math.max(0, TimeUnit.NANOSECONDS.toMillis(remainingNanos)));
    }
  }
}
