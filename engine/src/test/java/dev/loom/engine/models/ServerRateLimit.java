package dev.loom.engine.models;

import java.util.concurrent.TimeUnit;

/// Lets so many calls a second through, as endpoints do: by windows, or by a bucket that fills.
final class ServerRateLimit {
  private final Kind kind;
  private final int callsPerSecond;
  private final long createdAt = System.nanoTime();
  private long window = -1;
  private double tokens;
  private long filledAt = createdAt;
  private int passed;
  private int rejected;
  private long firstAt;
  private long lastAt;

  /// How calls are counted.
  enum Kind {
    FIXED_WINDOW,
    TOKEN_BUCKET
  }

  ServerRateLimit(Kind kind, int callsPerSecond) {
    this.kind = kind;
    this.callsPerSecond = callsPerSecond;
    this.tokens = callsPerSecond;
  }

  /// @return 0 when the call may pass, else the whole seconds until one may
  synchronized long tryAcquire() {
    var now = System.nanoTime();
    fill(now);
    if (tokens < 1) {
      rejected++;
      return 1;
    }
    tokens -= 1;
    firstAt = passed == 0 ? now : firstAt;
    lastAt = now;
    passed++;
    return 0;
  }

  private void fill(long now) {
    switch (kind) {
      case FIXED_WINDOW -> {
        var current = (now - createdAt) / TimeUnit.SECONDS.toNanos(1);
        if (current != window) {
          window = current;
          tokens = callsPerSecond;
        }
      }
      case TOKEN_BUCKET -> {
        tokens = Math.min(callsPerSecond, tokens + (now - filledAt) / 1e9 * callsPerSecond);
        filledAt = now;
      }
    }
  }

  synchronized int passed() {
    return passed;
  }

  synchronized int rejected() {
    return rejected;
  }

  /// The part of what it would have let through from the first call to the last that was used. What
  /// a bucket holds at first is some of that.
  synchronized double usedPercent() {
    var seconds = (lastAt - firstAt) / 1e9;
    var allowed =
        switch (kind) {
          case FIXED_WINDOW ->
              (double) callsPerSecond
                  * ((lastAt - createdAt) / TimeUnit.SECONDS.toNanos(1)
                      - (firstAt - createdAt) / TimeUnit.SECONDS.toNanos(1)
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
