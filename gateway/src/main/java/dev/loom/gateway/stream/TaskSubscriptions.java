package dev.loom.gateway.stream;

import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/// The feeds of the tasks that are watched now, and of no other. Belongs to one event loop.
final class TaskSubscriptions {
  private final Bus bus;
  private final Map<TaskId, TaskSubscription> subscriptions = new HashMap<>();

  TaskSubscriptions(Bus bus) {
    this.bus = bus;
  }

  /// Lets a watcher hear what is told about a task.
  ///
  /// @return once it hears everything
  Future<Void> subscribe(TaskId task, StreamSubscriber subscriber) {
    var subscription = subscriptions.computeIfAbsent(task, id -> new TaskSubscription(bus, id));
    subscription.add(subscriber);
    return subscription.ready();
  }

  /// Takes a watcher away, and with the last one the feed.
  void unsubscribe(TaskId task, StreamSubscriber subscriber) {
    var subscription = subscriptions.get(task);
    if (subscription == null) {
      return;
    }
    subscription.remove(subscriber);
    if (subscription.isEmpty()) {
      subscriptions.remove(task);
      subscription.close();
    }
  }

  int count() {
    return subscriptions.size();
  }
}
