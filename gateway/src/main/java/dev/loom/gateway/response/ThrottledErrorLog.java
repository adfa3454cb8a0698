package dev.loom.gateway.response;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Logs internal errors, at most one per second, so that a flood of failing requests does not flood
/// the log. Confined to one event loop.
public final class ThrottledErrorLog {
  private static final Logger LOG = System.getLogger(ThrottledErrorLog.class.getName());
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private long lastNanos = System.nanoTime() - INTERVAL_NANOS;
  private long suppressed;

  /// Logs an error, or counts it if one was logged within the last second.
  ///
  /// @param what the failed operation
  public void report(String what, Throwable fault) {
    var now = System.nanoTime();
    if (now - lastNanos < INTERVAL_NANOS) {
      suppressed++;
      return;
    }
    var before = suppressed == 0 ? "" : " (" + suppressed + " more faults since the last line)";
    LOG.log(Level.ERROR, "A fault at the doors: " + what + before, fault);
    lastNanos = now;
    suppressed = 0;
  }
}
