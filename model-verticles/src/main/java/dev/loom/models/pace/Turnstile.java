package dev.loom.models.pace;

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
public final class Turnstile {
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Turn> waiting = new TreeSet<>(Comparator.comparingLong(turn -> turn.place));
  private final Pace pace = new Pace();
  private long arrived;

  /// One on the machine's own clock.
  public Turnstile() {
    this(System::nanoTime);
  }

  Turnstile(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// A call takes its place in line. It keeps it however often it is told to come again.
  ///
  /// @param patience how long it waits here altogether
  public Turn arrive(Duration patience) {
    lock.lock();
    try {
      arrived++;
      return new Turn(arrived, patience.toNanos());
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
  public final class Turn {
    private final long place;
    private final Condition forward = lock.newCondition();
    private long patienceNanos;
    private Pace.Call call;

    private Turn(long place, long patienceNanos) {
      this.place = place;
      this.patienceNanos = patienceNanos;
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
          patienceNanos -= nanos.getAsLong() - since;
          if (!waiting.isEmpty()) {
            waiting.first().forward.signal();
          }
        }
      } finally {
        lock.unlock();
      }
    }

    private boolean awaitFirst(long since) throws InterruptedException {
      while (true) {
        var now = nanos.getAsLong();
        var left = patienceNanos - (now - since);
        var wait = left;
        if (waiting.first() == this) {
          wait = pace.beginsAt(now) - now;
          if (wait <= 0) {
            call = pace.begin(now);
            return true;
          }
        }
        if (left <= 0 || wait > left) {
          return false;
        }
        forward.awaitNanos(wait);
      }
    }

    /// The endpoint asked to be asked less often instead of answering; everybody slows down.
    ///
    /// @param retryAfter how long it asked to wait, if it said so
    public void refused(Optional<Duration> retryAfter) {
      lock.lock();
      try {
        pace.refuse(call, retryAfter, nanos.getAsLong());
      } finally {
        lock.unlock();
      }
    }

    /// How long it can still wait here.
    public Duration patience() {
      return Duration.ofMillis(Math.max(0, TimeUnit.NANOSECONDS.toMillis(patienceNanos)));
    }
  }
}
