package dev.loom.contracts.bus;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// How many listen at each address of a topic, in one Vert.x instance. To the event bus, telling
/// nobody is a failure, which costs more than telling somebody; and most tokens have no listener.
final class SubscriberCounts implements Shareable {
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /// Those of a Vert.x instance, which all its buses share.
  static SubscriberCounts of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, SubscriberCounts>getLocalMap(SubscriberCounts.class.getName())
        .computeIfAbsent("", ignored -> new SubscriberCounts());
  }

  boolean hasSubscribers(String address) {
    return counts.containsKey(address);
  }

  /// One more listens.
  ///
  /// @return says that it listens no more; said again, it changes nothing
  Runnable add(String address) {
    counts.merge(address, 1, Integer::sum);
    var removed = new AtomicBoolean();
    return () -> {
      if (removed.compareAndSet(false, true)) {
        counts.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
      }
    };
  }
}
