package dev.loom.models.ratelimit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Adapts the rate at which calls of one account start. Unlimited until the first rejection.
///
/// A rejection pauses all calls for as long as the endpoint requests, otherwise for a short pause
/// that grows. After the pause, the limit is measured from the calls accepted before it: after a
/// steady run, as calls per run time; otherwise as calls per run and pause time together, which is
/// what a fixed window or token bucket admits. An endpoint that requests a second or less counts by
/// the second, so the calls accepted in the last second are the measure. The rate then starts
/// slightly below the measure and rises along a cubic curve: fast at first, slowly near the
/// measure, and faster beyond it in case the limit was raised. The longer the pause, the slower the
/// rise.
///
/// Guarded by the lock of its [RateLimiter]. Times are nanoseconds of a monotonic clock.
final class AdaptiveRate {
  /// How far below the measure the rate starts, as a fraction.
  private static final double INITIAL_MARGIN = 0.03;

  /// A run is steady if it is this many times longer than the pause after it and has enough calls.
  private static final int STEADY_TIMES = 3;

  /// The number of calls needed for a measure.
  private static final int CALLS_MIN = 10;

  /// Fewer calls in a second may be just the burst capacity of a bucket.
  private static final int SECOND_CALLS_MIN = 4;

  /// The lowest rate. Rejections unrelated to the rate would otherwise stop all calls; genuine ones
  /// only lengthen the pauses.
  private static final double PER_SECOND_MIN = 1;

  /// A mark is set whenever the rate has grown by this factor; a run is measured from the last but
  /// one.
  private static final double MARK_SPEEDUP = 1.5;

  /// The rise back to the measure takes this many pause times; fewer if the measure may be far too
  /// low.
  private static final int RISE_TIMES = 20;

  private static final int UNSURE_RISE_TIMES = 3;

  private static final long RISE_NANOS_MIN = TimeUnit.SECONDS.toNanos(5);
  private static final long UNSURE_RISE_NANOS_MIN = TimeUnit.SECONDS.toNanos(3);
  private static final long RISE_NANOS_MAX = TimeUnit.SECONDS.toNanos(300);
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  /// A pause without `Retry-After` is at least this fraction of the time since the last accepted
  /// call.
  private static final int PAUSE_PART = 5;

  /// After this time without a call, everything learned is discarded.
  private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// The largest number of start times kept for the last second; no account admits more.
  private static final int RECENT_MAX = 10_000;

  private boolean limited;
  private boolean closed;
  private long reopensAt;
  private long nextSlotAt;
  private long lastStartAt;

  private double measure;
  private long riseNanos;
  private long riseStartedAt;

  /// Start times of the calls of the last second.
  private final Deque<Long> recent = new ArrayDeque<>();

  /// The longest wait requested during the current pause; 0 if none.
  private long requestedNanos;

  /// The number of the current run, which starts after each pause.
  private int run;

  private long measuredFrom;
  private int startedBeforeMeasure;
  private long markAt;
  private int startedAtMark;
  private double markPerSecond;
  private long closedAt;
  private int started;
  private int rejected;

  /// Calls accepted in the runs that the measure is based on.
  private int accepted;

  private long acceptedNanos;
  private long closedNanos;
  private boolean measured;

  /// The time paused since a call was last accepted.
  private long blockedNanos;

  /// A started call.
  record StartedCall(int run, long startedAt) {}

  /// Returns the earliest time at which the next call may start.
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

  /// Records the start of a call.
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
      // A thread that woke up late must not delay all others.
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

  /// Records that the endpoint rejected a call because of its rate limit.
  void onRateLimited(StartedCall call, Optional<Duration> retryAfter, long now) {
    if (call.run() != run) {
      // A call of an earlier run adds nothing new about the rate, but its requested wait is
      // honoured.
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

  /// Returns the pause if the endpoint requests none: at first less than the time of a call, later
  /// a fraction of the time since the last accepted call, so that the end of the limit is met
  /// closely. Always long enough for the rejections of calls in progress to arrive.
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
      // A few calls are a weak measure, but the only one at first.
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
    // The mean of an accelerating run is too low, and its final rate is too high.
    var reached = limited ? Math.min(perSecond(closedAt), 2 * perSecond) : perSecond;
    var likely = steady ? Math.sqrt(perSecond * reached) : perSecond;
    measured(likely, blockedNanos, steady);
  }

  /// @param pausedNanos the length of the pause
  /// @param sure whether the measure comes from a steady run or a whole second
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

  /// Returns the calls per second that may start now.
  double perSecond(long now) {
    if (!limited) {
      return Double.POSITIVE_INFINITY;
    }
    var way = (double) (now - riseStartedAt) / riseNanos - 1;
    return measure * (1 + INITIAL_MARGIN * way * way * way);
  }
}
