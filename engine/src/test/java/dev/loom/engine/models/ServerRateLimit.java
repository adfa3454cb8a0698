package dev.loom.engine.models;

import java.util.concurrent.TimeUnit;

/// Limits calls per second with a fixed window or a token bucket.
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

  /// Algorithms of a rate limit.
  enum Kind {
    FIXED_WINDOW,
    TOKEN_BUCKET
  }

  ServerRateLimit(Kind kind, int callsPerSecond) {
    this.kind = kind;
    this.callsPerSecond = callsPerSecond;
    this.tokens = callsPerSecond;
  }

  /// @return 0 if the call passes, else the seconds until a retry
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

  /// Returns the used share of the calls allowed between the first and the last call, including the
  /// initial tokens of a bucket.
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

  /// Returns the calls per second from the first to the last call.
  synchronized double perSecond() {
    return (passed - 1) * 1e9 / Math.max(1, lastAt - firstAt);
  }
}
