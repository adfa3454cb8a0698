package dev.loom.models.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the rate against simulated endpoints on a simulated clock.
class AdaptiveRateTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int CALLERS = 20;
  private static final long PLANNING_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /// A simulated endpoint; returns the time until it would accept the next call, or 0 if it
  /// accepted this one.
  private interface Endpoint {
    long take(long now);
  }

  private static Endpoint window(int calls, long nanos) {
    return new Endpoint() {
      private long window = -1;
      private int taken;

      @Override
      public long take(long now) {
        if (now / nanos != window) {
          window = now / nanos;
          taken = 0;
        }
        if (taken < calls) {
          taken++;
          return 0;
        }
        return (window + 1) * nanos - now;
      }
    };
  }

  private static Endpoint bucket(int capacity, double perSecond) {
    return new Endpoint() {
      private double tokens = capacity;
      private long filledAt;

      @Override
      public long take(long now) {
        tokens = Math.min(capacity, tokens + (now - filledAt) * perSecond / SECOND);
        filledAt = now;
        if (tokens >= 1) {
          tokens -= 1;
          return 0;
        }
        return (long) ((1 - tokens) * SECOND / perSecond);
      }
    };
  }

  private record Rejection(
      AdaptiveRate.StartedCall call, Optional<Duration> retryAfter, long reportedAt) {}

  private record Outcome(int accepted, int rejected, double usedPercent) {}

  /// Simulates one caller, as a planner, then several, each of which calls again as soon as it may
  /// and wakes up late.
  private static Outcome run(
      Endpoint endpoint,
      boolean givesRetryAfter,
      long seconds,
      RandomGenerator random,
      double perSecond) {
    var pace = new AdaptiveRate();
    var rejections = new ArrayDeque<Rejection>();
    long now = 300 * MILLI;
    var end = now + seconds * SECOND;
    var accepted = 0;
    var rejected = 0;
    var waiting = 1;
    var coming = CALLERS - 1;
    var comeAt = now + PLANNING_NANOS;
    var returns = new ArrayDeque<Long>();
    while (now < end) {
      if (coming > 0 && now >= comeAt) {
        waiting += coming;
        coming = 0;
      }
      while (!rejections.isEmpty() && rejections.peek().reportedAt() <= now) {
        var rejection = rejections.remove();
        pace.onRateLimited(rejection.call(), rejection.retryAfter(), now);
        waiting++;
      }
      while (!returns.isEmpty() && returns.peek() <= now) {
        returns.remove();
        waiting++;
      }
      if (waiting > 0 && pace.nextStartAt(now) <= now) {
        var call = pace.start(now);
        waiting--;
        var wait = endpoint.take(now + MILLI);
        if (wait == 0) {
          accepted++;
          returns.add(now + 20 * MILLI);
        } else {
          rejected++;
          var whole = Duration.ofSeconds(-Math.floorDiv(-wait, SECOND));
          rejections.add(
              new Rejection(
                  call, givesRetryAfter ? Optional.of(whole) : Optional.empty(), now + 3 * MILLI));
        }
        now += MILLI / 20;
        continue;
      }
      now += MILLI + random.nextLong(4 * MILLI);
    }
    return new Outcome(accepted, rejected, accepted * 100 / (perSecond * seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "window,5,1,true,40,90", "window,5,1,false,40,90",
    "bucket,5,5,true,40,90", "bucket,5,5,false,40,90",
    "window,1,1,true,60,90", "window,3,60,true,1200,90",
    "window,60,60,true,600,90", "window,60,60,false,600,90",
    "bucket,50,1,true,600,90", "bucket,50,1,false,600,90",
    "bucket,100,50,true,60,90", "window,50,1,false,60,90",
    "window,20,1,true,60,90", "bucket,50,10,true,60,90"
  })
  void atLeastNineTenthsOfTheAllowedRateAreUsed(
      String kind, int calls, double second, boolean givesRetryAfter, long seconds, int percent) {
    for (var seed = 0; seed < 10; seed++) {
      assertUsed(percent, outcome(kind, calls, second, givesRetryAfter, seconds, seed));
    }
  }

  /// A bucket with a capacity of one call is full again after 200 ms, but its endpoint requests one
  /// second.
  @Test
  void anExaggeratedRetryAfterStillLeavesMostOfTheRateUsed() {
    for (var seed = 0; seed < 10; seed++) {
      assertUsed(70, outcome("bucket", 1, 5, true, 200, seed));
    }
  }

  /// Calls per second that an endpoint accepts: 5, from the second to the fifth minute 50.
  private static Endpoint raisedForFourMinutes() {
    return new Endpoint() {
      private final Endpoint low = window(5, SECOND);
      private final Endpoint high = window(50, SECOND);

      @Override
      public long take(long now) {
        return (now >= 60 * SECOND && now < 300 * SECOND ? high : low).take(now);
      }
    };
  }

  @Test
  void aRaisedLimitIsFoundAndUsed() {
    var perSecond = (5 * 360 + 50 * 240) / 600.0;
    for (var seed = 0; seed < 10; seed++) {
      assertUsed(87, run(raisedForFourMinutes(), false, 600, new Random(seed), perSecond));
    }
  }

  @Test
  void rejectionsUnrelatedToTheRateDoNotStopAllCalls() {
    var chance = new Random(3);
    var outcome = run(now -> chance.nextBoolean() ? 0 : SECOND, false, 120, new Random(4), 1);
    assertUsed(50, outcome);
  }

  private static void assertUsed(int percent, Outcome outcome) {
    assertTrue(outcome.usedPercent() >= percent, outcome.toString());
  }

  private static Outcome outcome(
      String kind, int calls, double second, boolean givesRetryAfter, long seconds, int seed) {
    var isWindow = kind.equals("window");
    var perSecond = isWindow ? calls / second : second;
    var endpoint = isWindow ? window(calls, (long) (second * SECOND)) : bucket(calls, perSecond);
    return run(endpoint, givesRetryAfter, seconds, new Random(seed), perSecond);
  }

  @Test
  void callsThatAreNeverRejectedAreNeverDelayed() {
    var pace = new AdaptiveRate();
    for (var now = 0; now < 10_000; now++) {
      assertEquals(now, pace.nextStartAt(now));
      pace.start(now);
    }
    assertEquals(Double.POSITIVE_INFINITY, pace.perSecond(10_000));
  }

  @Test
  void theLongestRetryAfterAppliesToAllCalls() {
    var pace = new AdaptiveRate();
    var first = pace.start(0);
    var second = pace.start(0);
    pace.onRateLimited(first, Optional.of(Duration.ofSeconds(7)), MILLI);
    pace.onRateLimited(second, Optional.of(Duration.ofSeconds(3)), 2 * MILLI);
    assertEquals(7 * SECOND + MILLI, pace.nextStartAt(3 * MILLI));
    assertEquals(7 * SECOND + MILLI, pace.nextStartAt(7 * SECOND + MILLI));
  }

  @Test
  void aLateRejectionOfAnEarlierRunStillDelaysAllCalls() {
    var pace = new AdaptiveRate();
    var early = pace.start(0);
    pace.onRateLimited(pace.start(0), Optional.empty(), MILLI);
    var opened = pace.nextStartAt(SECOND);
    assertTrue(opened <= SECOND);
    pace.onRateLimited(early, Optional.of(Duration.ofSeconds(9)), SECOND);
    assertEquals(10 * SECOND, pace.nextStartAt(SECOND + MILLI));
  }

  @Test
  void theLearnedRateIsDiscardedAfterFiveIdleMinutes() {
    var pace = new AdaptiveRate();
    pace.onRateLimited(pace.start(0), Optional.of(Duration.ofSeconds(1)), MILLI);
    assertTrue(pace.nextStartAt(2 * SECOND) <= 2 * SECOND);
    pace.start(2 * SECOND);
    var soon = 290 * SECOND;
    pace.nextStartAt(soon);
    assertTrue(pace.perSecond(soon) < Double.POSITIVE_INFINITY);
    var later = 303 * SECOND;
    assertEquals(later, pace.nextStartAt(later));
    assertEquals(Double.POSITIVE_INFINITY, pace.perSecond(later));
  }

  @Test
  void anEndpointThatRejectsEverythingWithoutRetryAfterIsCalledRarely() {
    var outcome = run(now -> SECOND, false, 600, new Random(1), 1);
    assertEquals(0, outcome.accepted());
    assertTrue(outcome.rejected() < 100, outcome.toString());
  }
}
