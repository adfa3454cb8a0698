package dev.loom.gateway.stream;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Puts off writing to the end of the present turn of the event loop, so that everything a turn
/// brings to a reader goes out in one write. Belongs to one event loop.
final class TurnEnd {
  private final Consumer<Runnable> later;
  private final LongSupplier clockMillis;
  private List<Outlet> outlets = new ArrayList<>();

  /// @param later runs something when the present turn is over
  /// @param clockMillis never goes back
  TurnEnd(Consumer<Runnable> later, LongSupplier clockMillis) {
    this.later = later;
    this.clockMillis = clockMillis;
  }

  static TurnEnd of(Vertx vertx) {
    return new TurnEnd(
        task -> vertx.runOnContext(ignored -> task.run()),
        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  long nowMillis() {
    return clockMillis.getAsLong();
  }

  /// Lets an outlet write when this turn is over.
  void flush(Outlet outlet) {
    if (outlets.isEmpty()) {
      later.accept(this::flushAll);
    }
    outlets.add(outlet);
  }

  private void flushAll() {
    var due = outlets;
    outlets = new ArrayList<>();
    due.forEach(Outlet::flush);
  }
}
