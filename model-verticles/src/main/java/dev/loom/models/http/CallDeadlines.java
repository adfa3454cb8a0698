package dev.loom.models.http;

import dev.loom.contracts.config.ModelCallConfig;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Computes the time left until the next deadline of a model call: first byte, idle or total.
/// Starts no timer. Used by one thread.
final class CallDeadlines {
  private final ModelCallConfig callConfig;
  private final LongSupplier clock;
  private final long totalAt;
  private long idleAt;
  private boolean started;

  /// @param clock a monotonic clock
  CallDeadlines(ModelCallConfig callConfig, LongSupplier clock) {
    this.callConfig = callConfig;
    this.clock = clock;
    var now = clock.getAsLong();
    this.totalAt = now + TimeUnit.SECONDS.toNanos(callConfig.totalTimeoutSeconds());
    this.idleAt = now + TimeUnit.SECONDS.toNanos(callConfig.firstByteTimeoutSeconds());
  }

  /// Restarts the idle deadline because bytes of the response arrived.
  void onBytes() {
    started = true;
    idleAt = clock.getAsLong() + TimeUnit.SECONDS.toNanos(callConfig.idleTimeoutSeconds());
  }

  /// Returns whether bytes of the response have arrived.
  boolean hasStarted() {
    return started;
  }

  /// Returns the nanoseconds until the next deadline; zero or negative if it has passed.
  long remainingNanos() {
    var now = clock.getAsLong();
    return Math.min(idleAt - now, totalAt - now);
  }

  /// Returns the earliest deadline.
  EndpointErrors.Deadline nextDeadline() {
    if (totalAt - idleAt < 0) {
      return EndpointErrors.Deadline.TOTAL;
    }
    return started ? EndpointErrors.Deadline.IDLE : EndpointErrors.Deadline.FIRST_BYTE;
  }
}
