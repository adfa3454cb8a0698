package dev.loom.models.http;

import dev.loom.contracts.config.ModelCallConfig;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Tracks the deadlines of one model call. Used by one thread.
final class CallDeadlines {
  private final ModelCallConfig calls;
  private final LongSupplier nanos;
  private final long totalAt;
  private long idleAt;
  private boolean started;

  /// @param nanos a monotonic clock
  CallDeadlines(ModelCallConfig calls, LongSupplier nanos) {
    this.calls = calls;
    this.nanos = nanos;
    var now = nanos.getAsLong();
    this.totalAt = now + TimeUnit.SECONDS.toNanos(calls.totalTimeoutSeconds());
    this.idleAt = now + TimeUnit.SECONDS.toNanos(calls.firstByteTimeoutSeconds());
  }

  /// Restarts the idle deadline because bytes of the response arrived.
  void onBytes() {
    started = true;
    idleAt = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(calls.idleTimeoutSeconds());
  }

  /// Returns the nanoseconds until the next deadline; zero or negative if it has passed.
  long remainingNanos() {
    var now = nanos.getAsLong();
    return Math.min(idleAt - now, totalAt - now);
  }

  /// Returns the deadline that comes, or passed, first.
  EndpointErrors.Deadline nextDeadline() {
    if (totalAt - idleAt < 0) {
      return EndpointErrors.Deadline.TOTAL;
    }
    return started ? EndpointErrors.Deadline.IDLE : EndpointErrors.Deadline.FIRST_BYTE;
  }
}
