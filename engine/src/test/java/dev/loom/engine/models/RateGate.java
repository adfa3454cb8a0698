package dev.loom.engine.models;

import java.util.concurrent.TimeUnit;

/// Lets so many calls a second through, as endpoints do: by windows, or by a bucket that fills.
final class RateGate {
  private final Kind kind;
  private final int callsPerSecond;
  private final long bornAt = System.nanoTime();
  private long window = -1;
  private double room;
  private long filledAt = bornAt;
  private int passed;
  private int refused;
  private long firstAt;
  private long lastAt;

  /// How calls are counted.
  enum Kind {
    FIXED_WINDOW,
    TOKEN_BUCKET
  }

  RateGate(Kind kind, int callsPerSecond) {
    this.kind = kind;
    this.callsPerSecond = callsPerSecond;
    this.room = callsPerSecond;
  }

  /// @return 0 when the call may pass, else the whole seconds until one may
  synchronized long pass() {
    var now = System.nanoTime();
    fill(now);
    if (room < 1) {
      refused++;
      return 1;
    }
    room -= 1;
    firstAt = passed == 0 ? now : firstAt;
    lastAt = now;
    passed++;
    return 0;
  }

  private void fill(long now) {
    switch (kind) {
      case FIXED_WINDOW -> {
        var current = (now - bornAt) / TimeUnit.SECONDS.toNanos(1);
        if (current != window) {
          window = current;
          room = callsPerSecond;
        }
      }
      case TOKEN_BUCKET -> {
        room = Math.min(callsPerSecond, room + (now - filledAt) / 1e9 * callsPerSecond);
        filledAt = now;
      }
    }
  }

  synchronized int passed() {
    return passed;
  }

  synchronized int refused() {
    return refused;
  }

  /// The part of what it would have let through from the first call to the last that was used. What
  /// a bucket holds at first is some of that.
  synchronized double usedPercent() {
    var seconds = (lastAt - firstAt) / 1e9;
    var allowed =
        switch (kind) {
          case FIXED_WINDOW ->
              (double) callsPerSecond
                  * ((lastAt - bornAt) / TimeUnit.SECONDS.toNanos(1)
                      - (firstAt - bornAt) / TimeUnit.SECONDS.toNanos(1)
                      + 1);
          case TOKEN_BUCKET -> callsPerSecond * (seconds + 1);
        };
    return passed * 100 / allowed;
  }

  /// Calls a second from the first to the last.
  synchronized double perSecond() {
    return (passed - 1) * 1e9 / Math.max(1, lastAt - firstAt);
  }
}
