package dev.loom.gateway.response;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Writes faults to the log, at most one a second, so that a flood of bad requests is not a flood
/// of lines. Belongs to one event loop.
public final class ThrottledErrorLog {
  private static final Logger LOG = System.getLogger(ThrottledErrorLog.class.getName());
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private long lastNanos = System.nanoTime() - INTERVAL_NANOS;
  private long suppressed;

  /// Notes a fault.
  ///
  /// @param what what was going on
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
