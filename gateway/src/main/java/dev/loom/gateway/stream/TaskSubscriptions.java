package dev.loom.gateway.stream;

import dev.loom.bus.Bus;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/// Holds one subscription per task that has at least one reader. Confined to one event loop.
final class TaskSubscriptions {
  private final Bus bus;
  private final Map<TaskId, TaskSubscription> subscriptions = new HashMap<>();

  TaskSubscriptions(Bus bus) {
    this.bus = bus;
  }

  /// Adds a subscriber to a task.
  ///
  /// @return completes once no later message can be missed
  Future<Void> subscribe(TaskId task, StreamSubscriber subscriber) {
    var subscription = subscriptions.computeIfAbsent(task, id -> new TaskSubscription(bus, id));
    subscription.add(subscriber);
    return subscription.ready();
  }

  /// Removes a subscriber and closes the subscription of a task without subscribers.
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
