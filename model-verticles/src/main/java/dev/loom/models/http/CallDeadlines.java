package dev.loom.models.http;

import dev.loom.contracts.config.ModelCallConfig;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Watches the deadlines of one try.
final class CallDeadlines {
  private final ModelCallConfig calls;
  private final LongSupplier nanos;
  private final long totalAt;
  private long idleAt;
  private boolean started;

  /// @param nanos a clock that never jumps
  CallDeadlines(ModelCallConfig calls, LongSupplier nanos) {
    this.calls = calls;
    this.nanos = nanos;
    var now = nanos.getAsLong();
    this.totalAt = now + TimeUnit.SECONDS.toNanos(calls.totalTimeoutSeconds());
    this.idleAt = now + TimeUnit.SECONDS.toNanos(calls.firstByteTimeoutSeconds());
  }

  /// Bytes of the answer came.
  void onBytes() {
    started = true;
    idleAt = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(calls.idleTimeoutSeconds());
  }

  /// How long may be waited now, in nanoseconds; not positive when a deadline has passed.
  long remainingNanos() {
    var now = nanos.getAsLong();
    return Math.min(idleAt - now, totalAt - now);
  }

  /// The deadline that comes, or came, first.
  EndpointErrors.Deadline nextDeadline() {
    if (totalAt - idleAt < 0) {
      return EndpointErrors.Deadline.TOTAL;
    }
    return started ? EndpointErrors.Deadline.IDLE : EndpointErrors.Deadline.FIRST_BYTE;
  }
}
