package dev.loom.gateway.response;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.LongSupplier;

/// Logs internal errors, at most one per second, so that a flood of failing requests does not flood
/// the log. Confined to one event loop.
final class ThrottledErrorLog {
  private static final Logger LOG = System.getLogger(ThrottledErrorLog.class.getName());
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final LongSupplier clockNanos;
  private long lastNanos;
  private long suppressed;

  ThrottledErrorLog() {
    this(System::nanoTime);
  }

  /// @param clockNanos monotonic clock
  ThrottledErrorLog(LongSupplier clockNanos) {
    this.clockNanos = clockNanos;
    this.lastNanos = clockNanos.getAsLong() - INTERVAL_NANOS;
  }

  /// Logs an error, or counts it if one was logged within the last second.
  ///
  /// @param request method and path of the failed request
  void report(String request, Throwable failure) {
    var now = clockNanos.getAsLong();
    if (now - lastNanos < INTERVAL_NANOS) {
      suppressed++;
      return;
    }
    var note = suppressed == 0 ? "" : " (" + suppressed + " more since the last entry)";
    LOG.log(Level.ERROR, "Request failed with an internal error: " + request + note, failure);
    lastNanos = now;
    suppressed = 0;
  }
}
