package dev.loom.gateway.stream;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Defers writes to the end of the current event loop tick, so that all frames of a tick are sent
/// to a reader in one write. Confined to one event loop.
final class WriteCoalescer {
  private final Consumer<Runnable> afterTick;
  private final LongSupplier clockMillis;
  private List<SseWriter> writers = new ArrayList<>();

  /// @param afterTick runs a task after the current tick
  /// @param clockMillis monotonic clock
  WriteCoalescer(Consumer<Runnable> afterTick, LongSupplier clockMillis) {
    this.afterTick = afterTick;
    this.clockMillis = clockMillis;
  }

  static WriteCoalescer create(Vertx vertx) {
    return new WriteCoalescer(
        task -> vertx.runOnContext(ignored -> task.run()),
        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  long nowMillis() {
    return clockMillis.getAsLong();
  }

  /// Schedules a writer to flush after this tick.
  void scheduleFlush(SseWriter writer) {
    if (writers.isEmpty()) {
      afterTick.accept(this::flushAll);
    }
    writers.add(writer);
  }

  private void flushAll() {
    var due = writers;
    writers = new ArrayList<>();
    due.forEach(SseWriter::flush);
  }
}
