package dev.loom.bus;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Counts the subscribers of each topic address of a Vert.x instance. The event bus handles a
/// message without subscribers as a failure, which costs more than a delivery; most tokens have no
/// subscriber.
final class SubscriberCounts implements Shareable {
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /// Returns the counts of a Vert.x instance, shared by all its buses.
  static SubscriberCounts of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, SubscriberCounts>getLocalMap(SubscriberCounts.class.getName())
        .computeIfAbsent("", ignored -> new SubscriberCounts());
  }

  boolean hasSubscribers(String address) {
    return counts.containsKey(address);
  }

  /// Adds a subscriber.
  ///
  /// @return removes the subscriber; further calls have no effect
  Runnable add(String address) {
    counts.merge(address, 1, Integer::sum);
    var removed = new AtomicBoolean();
    return () -> {
      if (removed.compareAndSet(false, true)) {
        counts.computeIfPresent(address, (ignored, count) -> count == 1 ? null : count - 1);
      }
    };
  }
}
