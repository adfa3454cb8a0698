package dev.loom.gateway.stream;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Puts off writing to the end of the present turn of the event loop, so that everything a turn
/// brings to a reader goes out in one write. Belongs to one event loop.
final class WriteCoalescer {
  private final Consumer<Runnable> afterTick;
  private final LongSupplier clockMillis;
  private List<SseWriter> writers = new ArrayList<>();

  /// @param later runs something when the present turn is over
  /// @param clockMillis never goes back
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

  /// Lets an outlet write when this turn is over.
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
