package dev.loom.models.ratelimit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How fast the calls of one account may begin. Without a refusal, as fast as they like.
///
/// A refusal closes it for as long as the endpoint asks, or else for a short while that grows. When
/// it opens again, what got through before tells how fast that was too fast: after a steady run the
/// calls in its time, otherwise the calls in its time and the closed time together, which is what a
/// window or a bucket let through. Who asks for a second, the shortest wait that most can ask for,
/// counts by the second or by less, so there what got through in the last second is the measure.
/// From a little below the measure it rises again along a cubic curve: soon near, long about there,
/// then faster and faster beyond, in case the limit has gone. The dearer the refusal was, the
/// longer it takes before the next one is risked.
///
/// Belongs to whoever holds the lock of its [RateLimiter]. Times are readings of a clock in
/// nanoseconds that never jumps.
final class AdaptiveRate {
  /// How far below the measure it begins.
  private static final double INITIAL_MARGIN = 0.03;

  /// A steady run is so many times longer than the closed time after it, and has enough calls.
  private static final int STEADY_TIMES = 3;

  /// A measure is taken of so many calls.
  private static final int CALLS_MIN = 10;

  /// Fewer calls in a second may be all that a bucket held after a rest.
  private static final int SECOND_CALLS_MIN = 4;

  /// It never falls below this. Refusals that have nothing to do with the speed would otherwise end
  /// in a standstill; those that do only lengthen the pauses.
  private static final double PER_SECOND_MIN = 1;

  /// A run has a mark wherever it has become so much faster; it is measured from the last but one.
  private static final double MARK_SPEEDUP = 1.5;

  /// The way back to the measure takes so many times the closed time; less when the measure may be
  /// far too low.
  private static final int RISE_TIMES = 20;

  private static final int UNSURE_RISE_TIMES = 3;

  private static final long RISE_NANOS_MIN = TimeUnit.SECONDS.toNanos(5);
  private static final long UNSURE_RISE_NANOS_MIN = TimeUnit.SECONDS.toNanos(3);
  private static final long RISE_NANOS_MAX = TimeUnit.SECONDS.toNanos(300);
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  /// A pause of our own is at least this part of how long nothing got through.
  private static final int PAUSE_PART = 5;

  /// After so long without a call, what was learned is forgotten.
  private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// More calls of the last second are not counted; no account is allowed so many.
  private static final int RECENT_MAX = 10_000;

  private boolean limited;
  private boolean closed;
  private long reopensAt;
  private long nextSlotAt;
  private long lastStartAt;

  private double measure;
  private long riseNanos;
  private long riseStartedAt;

  /// When the calls of the last second began.
  private final Deque<Long> recent = new ArrayDeque<>();

  /// The longest wait that was asked for since it closed; 0 when none was.
  private long requestedNanos;

  /// The run of calls since it opened.
  private int run;

  private long measuredFrom;
  private int startedBeforeMeasure;
  private long markAt;
  private int startedAtMark;
  private double markPerSecond;
  private long closedAt;
  private int started;
  private int rejected;

  /// What got through in the runs that the next measure is taken of, or the last was.
  private int accepted;

  private long acceptedNanos;
  private long closedNanos;
  private boolean measured;

  /// How long it was closed since something got through.
  private long blockedNanos;

  /// A call that has begun.
  record StartedCall(int run, long startedAt) {}

  /// The earliest time at which the next call may begin.
  long nextStartAt(long now) {
    if (limited && now - Math.max(reopensAt, lastStartAt) > FORGET_NANOS) {
      reset(now);
    }
    if (closed && now - reopensAt >= 0) {
      reopen();
    }
    if (closed) {
      return reopensAt;
    }
    return limited ? nextSlotAt : now;
  }

  /// The next call begins.
  StartedCall start(long now) {
    var perSecond = perSecond(now);
    if (started == 0) {
      markAt = now;
    }
    if (started == 0 || perSecond > MARK_SPEEDUP * markPerSecond) {
      measuredFrom = markAt;
      startedBeforeMeasure = startedAtMark;
      markAt = now;
      startedAtMark = started;
      markPerSecond = perSecond;
    }
    started++;
    lastStartAt = now;
    recordStart(now);
    if (limited) {
      var slot = slotNanos(now);
      // Whoever woke up late does not make all others later.
      nextSlotAt = Math.max(nextSlotAt, now - slot / 4) + slot;
    }
    return new StartedCall(run, now);
  }

  private void recordStart(long now) {
    recent.add(now);
    while (recent.size() > RECENT_MAX || now - recent.peek() >= SECOND_NANOS) {
      recent.remove();
    }
  }

  /// The endpoint asked to be asked less often, instead of answering a call.
  void onRateLimited(StartedCall call, Optional<Duration> retryAfter, long now) {
    if (call.run() != run) {
      // What it says of the speed is known already; what it asks for is done all the same.
      retryAfter.ifPresent(wait -> nextSlotAt = Math.max(nextSlotAt, now + wait.toNanos()));
      return;
    }
    rejected++;
    if (!closed) {
      closed = true;
      closedAt = now;
      reopensAt = now;
    }
    requestedNanos = Math.max(requestedNanos, retryAfter.map(Duration::toNanos).orElse(0L));
    var wait = retryAfter.map(Duration::toNanos).orElseGet(() -> pauseNanos(call, now));
    reopensAt = Math.max(reopensAt, now + wait);
  }

  /// How long to wait when the endpoint does not say: less than a call's time at first, then a part
  /// of how long nothing got through, so that the moment when something does is met well. Never so
  /// short that the refusals of calls under way are not heard yet.
  private long pauseNanos(StartedCall call, long now) {
    var sinceAccepted = blockedNanos + now - closedAt;
    var half = limited ? slotNanos(now) / 2 : 0;
    var pause = Math.max(half, sinceAccepted / PAUSE_PART);
    var rejectionsPending = 2 * (now - call.startedAt());
    return Math.max(Math.clamp(pause, PAUSE_NANOS_MIN, PAUSE_NANOS_MAX), rejectionsPending);
  }

  private void reopen() {
    var acceptedInRun = Math.max(0, started - startedBeforeMeasure - rejected);
    var closedFor = reopensAt - closedAt;
    if (acceptedInRun > 0) {
      if (measured) {
        accepted = 0;
        acceptedNanos = 0;
        closedNanos = 0;
        measured = false;
      }
      accepted += acceptedInRun;
      acceptedNanos += closedAt - measuredFrom;
      closedNanos += closedFor;
      blockedNanos = closedFor;
    } else {
      closedNanos += reopensAt - measuredFrom;
      blockedNanos += reopensAt - measuredFrom;
    }
    int lastSecond = acceptedInLastSecond();
    if (requestedNanos > 0 && requestedNanos <= SECOND_NANOS && lastSecond >= SECOND_CALLS_MIN) {
      measured(lastSecond, closedFor, true);
    } else if (!limited || measured || accepted >= CALLS_MIN) {
      // A few calls say little, but for the first time they are all there is.
      measure();
    }
    riseStartedAt = reopensAt;
    limited = true;
    closed = false;
    nextSlotAt = Math.max(nextSlotAt, reopensAt);
    nextRun();
  }

  private void measure() {
    var steady = accepted >= CALLS_MIN && acceptedNanos >= STEADY_TIMES * closedNanos;
    var took = steady ? acceptedNanos : acceptedNanos + closedNanos;
    var perSecond = Math.max(1, accepted) * NANOS_PER_SECOND / Math.max(1, took);
    // The mean of a run that became faster and faster is too low, and its end is too high.
    var reached = limited ? Math.min(perSecond(closedAt), 2 * perSecond) : perSecond;
    var likely = steady ? Math.sqrt(perSecond * reached) : perSecond;
    measured(likely, blockedNanos, steady);
  }

  /// @param pausedNanos how dear the refusal was
  /// @param sure whether the measure is that of a steady run or of a whole second
  private void measured(double perSecond, long pausedNanos, boolean sure) {
    measure = Math.max(PER_SECOND_MIN, perSecond);
    var times = sure ? RISE_TIMES : UNSURE_RISE_TIMES;
    var atLeast = sure ? RISE_NANOS_MIN : UNSURE_RISE_NANOS_MIN;
    riseNanos = Math.clamp(times * pausedNanos, atLeast, RISE_NANOS_MAX);
    measured = true;
  }

  private int acceptedInLastSecond() {
    int startedThen = 0;
    for (var at : recent) {
      startedThen += closedAt - at < SECOND_NANOS ? 1 : 0;
    }
    return startedThen - rejected;
  }

  private void nextRun() {
    run++;
    requestedNanos = 0;
    started = 0;
    rejected = 0;
    startedBeforeMeasure = 0;
    startedAtMark = 0;
  }

  private void reset(long now) {
    limited = false;
    closed = false;
    nextSlotAt = now;
    accepted = 0;
    acceptedNanos = 0;
    closedNanos = 0;
    measured = false;
    blockedNanos = 0;
    nextRun();
  }

  private long slotNanos(long now) {
    return (long) (NANOS_PER_SECOND / perSecond(now));
  }

  /// Calls a second that may begin now.
  double perSecond(long now) {
    if (!limited) {
      return Double.POSITIVE_INFINITY;
    }
    var way = (double) (now - riseStartedAt) / riseNanos - 1;
    return measure * (1 + INITIAL_MARGIN * way * way * way);
  }
}
