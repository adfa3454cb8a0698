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
  /// The fraction of the measure by which the rate starts below the measure.
  private static final double INITIAL_MARGIN = 0.03;

  /// A run is steady if it is this many times longer than the pause after it and has enough calls.
  private static final int STEADY_FACTOR = 3;

  /// The number of calls needed for a measure.
  private static final int CALLS_MIN = 10;

  /// Fewer calls in a second may be just the burst capacity of a bucket.
  private static final int SECOND_CALLS_MIN = 4;

  /// The lowest rate. Rejections unrelated to the rate would otherwise stop all calls; genuine ones
  /// only lengthen the pauses.
  private static final double PER_SECOND_MIN = 1;

  /// A mark is set whenever the rate has grown by this factor. A run is measured from its last mark
  /// but one.
  private static final double MARK_SPEEDUP = 1.5;

  /// The rise back to the measure takes this many pause times; fewer if the measure may be far too
  /// low.
  private static final int RISE_FACTOR = 20;

  private static final int UNSURE_RISE_FACTOR = 3;

  private static final long RISE_NANOS_MIN = TimeUnit.SECONDS.toNanos(5);
  private static final long UNSURE_RISE_NANOS_MIN = TimeUnit.SECONDS.toNanos(3);
  private static final long RISE_NANOS_MAX = TimeUnit.SECONDS.toNanos(300);
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  /// A pause without `Retry-After` is at least the time since the last accepted call divided by
  /// this number.
  private static final int PAUSE_DIVISOR = 5;

  /// After this time without a call, everything learned is discarded.
  private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// The largest number of start times kept for the last second.
  private static final int RECENT_STARTS_MAX = 10_000;

  private boolean limited;
  private boolean paused;
  private long resumesAt;
  private long nextSlotAt;
  private long lastStartAt;

  private double measure;
  private long riseNanos;
  private long riseStartedAt;

  /// Start times of the calls of the last second.
  private final Deque<Long> recentStarts = new ArrayDeque<>();

  /// The longest wait requested during the current pause; 0 if none.
  private long requestedNanos;

  /// The number of the current run, which starts after each pause.
  private int run;

  private long measuredFrom;
  private int startedBeforeMeasure;
  private long markAt;
  private int startedAtMark;
  private double markPerSecond;
  private long pausedAt;
  private int startedCalls;
  private int rejectedCalls;

  /// Calls accepted in the runs that the current or next measure is based on.
  private int acceptedCalls;

  private long acceptedNanos;
  private long pausedNanos;
  private boolean measureTaken;

  /// The time paused since the last accepted call.
  private long blockedNanos;

  /// A started call.
  record StartedCall(int run, long startedAt) {}

  /// Returns the earliest time at which the next call may start.
  long nextStartAt(long now) {
    if (limited && now - Math.max(resumesAt, lastStartAt) > FORGET_NANOS) {
      reset(now);
    }
    if (paused && now - resumesAt >= 0) {
      resume();
    }
    if (paused) {
      return resumesAt;
    }
    return limited ? nextSlotAt : now;
  }

  /// Records the start of a call.
  StartedCall start(long now) {
    var perSecond = perSecond(now);
    if (startedCalls == 0) {
      markAt = now;
    }
    if (startedCalls == 0 || perSecond > MARK_SPEEDUP * markPerSecond) {
      measuredFrom = markAt;
      startedBeforeMeasure = startedAtMark;
      markAt = now;
      startedAtMark = startedCalls;
      markPerSecond = perSecond;
    }
    startedCalls++;
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
    recentStarts.add(now);
    while (recentStarts.size() > RECENT_STARTS_MAX || now - recentStarts.peek() >= SECOND_NANOS) {
      recentStarts.remove();
    }
  }

  /// Records that the endpoint rejected a call because of its rate limit.
  void onRateLimited(StartedCall call, Optional<Duration> retryAfter, long now) {
    if (call.run() != run) {
      // A call of an earlier run shows nothing about the current rate; only its requested wait
      // counts.
      retryAfter.ifPresent(wait -> nextSlotAt = Math.max(nextSlotAt, now + wait.toNanos()));
      return;
    }
    rejectedCalls++;
    if (!paused) {
      paused = true;
      pausedAt = now;
      resumesAt = now;
    }
    requestedNanos = Math.max(requestedNanos, retryAfter.map(Duration::toNanos).orElse(0L));
    var wait = retryAfter.map(Duration::toNanos).orElseGet(() -> pauseNanos(call, now));
    resumesAt = Math.max(resumesAt, now + wait);
  }

  /// Returns the pause if the endpoint requests none: at first half the time between two calls,
  /// later a fraction of the time since the last accepted call, so that calls resume soon after the
  /// limit ends. Always long enough for the rejections of calls in progress to arrive.
  private long pauseNanos(StartedCall call, long now) {
    var sinceAccepted = blockedNanos + now - pausedAt;
    var halfSlot = limited ? slotNanos(now) / 2 : 0;
    var pause = Math.max(halfSlot, sinceAccepted / PAUSE_DIVISOR);
    var pendingRejectionsNanos = 2 * (now - call.startedAt());
    return Math.max(Math.clamp(pause, PAUSE_NANOS_MIN, PAUSE_NANOS_MAX), pendingRejectionsNanos);
  }

  private void resume() {
    var acceptedInRun = Math.max(0, startedCalls - startedBeforeMeasure - rejectedCalls);
    var pauseNanos = resumesAt - pausedAt;
    if (acceptedInRun > 0) {
      if (measureTaken) {
        clearMeasure();
      }
      acceptedCalls += acceptedInRun;
      acceptedNanos += pausedAt - measuredFrom;
      pausedNanos += pauseNanos;
      blockedNanos = pauseNanos;
    } else {
      pausedNanos += resumesAt - measuredFrom;
      blockedNanos += resumesAt - measuredFrom;
    }
    int lastSecond = acceptedInLastSecond();
    if (requestedNanos > 0 && requestedNanos <= SECOND_NANOS && lastSecond >= SECOND_CALLS_MIN) {
      setMeasure(lastSecond, pauseNanos, true);
    } else if (!limited || measureTaken || acceptedCalls >= CALLS_MIN) {
      // A few calls are a weak measure, but the only one at first.
      updateMeasure();
    }
    riseStartedAt = resumesAt;
    limited = true;
    paused = false;
    nextSlotAt = Math.max(nextSlotAt, resumesAt);
    startRun();
  }

  private void updateMeasure() {
    var steady = acceptedCalls >= CALLS_MIN && acceptedNanos >= STEADY_FACTOR * pausedNanos;
    var elapsedNanos = steady ? acceptedNanos : acceptedNanos + pausedNanos;
    var perSecond = Math.max(1, acceptedCalls) * NANOS_PER_SECOND / Math.max(1, elapsedNanos);
    // In a run whose rate rises, the mean is too low and the final rate is too high.
    var finalRate = limited ? Math.min(perSecond(pausedAt), 2 * perSecond) : perSecond;
    var estimate = steady ? Math.sqrt(perSecond * finalRate) : perSecond;
    setMeasure(estimate, blockedNanos, steady);
  }

  /// @param pauseNanos the length of the pause
  /// @param reliable whether the measure comes from a steady run or the last second
  private void setMeasure(double perSecond, long pauseNanos, boolean reliable) {
    measure = Math.max(PER_SECOND_MIN, perSecond);
    var factor = reliable ? RISE_FACTOR : UNSURE_RISE_FACTOR;
    var riseNanosMin = reliable ? RISE_NANOS_MIN : UNSURE_RISE_NANOS_MIN;
    riseNanos = Math.clamp(factor * pauseNanos, riseNanosMin, RISE_NANOS_MAX);
    measureTaken = true;
  }

  private int acceptedInLastSecond() {
    int startedInSecond = 0;
    for (var at : recentStarts) {
      startedInSecond += pausedAt - at < SECOND_NANOS ? 1 : 0;
    }
    return startedInSecond - rejectedCalls;
  }

  private void startRun() {
    run++;
    requestedNanos = 0;
    startedCalls = 0;
    rejectedCalls = 0;
    startedBeforeMeasure = 0;
    startedAtMark = 0;
  }

  private void clearMeasure() {
    acceptedCalls = 0;
    acceptedNanos = 0;
    pausedNanos = 0;
    measureTaken = false;
  }

  private void reset(long now) {
    limited = false;
    paused = false;
    nextSlotAt = now;
    clearMeasure();
    blockedNanos = 0;
    startRun();
  }

  private long slotNanos(long now) {
    return (long) (NANOS_PER_SECOND / perSecond(now));
  }

  /// Returns the calls per second that may start now.
  double perSecond(long now) {
    if (!limited) {
      return Double.POSITIVE_INFINITY;
    }
    var progress = (double) (now - riseStartedAt) / riseNanos - 1;
    return measure * (1 + INITIAL_MARGIN * progress * progress * progress);
  }
}
