package dev.loom.models.wire;

import dev.loom.contracts.config.ModelCallConfig;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Watches the deadlines of one try.
final class Watch {
  private final ModelCallConfig calls;
  private final LongSupplier nanos;
  private final long totalAt;
  private long silentAt;
  private boolean begun;

  /// @param nanos a clock that never jumps
  Watch(ModelCallConfig calls, LongSupplier nanos) {
    this.calls = calls;
    this.nanos = nanos;
    var now = nanos.getAsLong();
    this.totalAt = now + TimeUnit.SECONDS.toNanos(calls.totalTimeoutSeconds());
    this.silentAt = now + TimeUnit.SECONDS.toNanos(calls.firstByteTimeoutSeconds());
  }

  /// Bytes of the answer came.
  void heard() {
    begun = true;
    silentAt = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(calls.idleTimeoutSeconds());
  }

  /// How long may be waited now, in nanoseconds; not positive when a deadline has passed.
  long left() {
    var now = nanos.getAsLong();
    return Math.min(silentAt - now, totalAt - now);
  }

  /// The deadline that comes, or came, first.
  Failures.Deadline next() {
    if (totalAt - silentAt < 0) {
      return Failures.Deadline.TOTAL;
    }
    return begun ? Failures.Deadline.IDLE : Failures.Deadline.FIRST_BYTE;
  }
}
