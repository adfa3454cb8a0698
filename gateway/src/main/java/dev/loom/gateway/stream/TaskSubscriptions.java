package dev.loom.gateway.stream;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.Registration;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

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
    subscription.subscribers.add(subscriber);
    return subscription.ready();
  }

  /// Removes a subscriber and closes the subscription of a task without subscribers.
  void unsubscribe(TaskId task, StreamSubscriber subscriber) {
    var subscription = subscriptions.get(task);
    if (subscription == null) {
      return;
    }
    subscription.subscribers.remove(subscriber);
    if (subscription.subscribers.isEmpty()) {
      subscriptions.remove(task);
      subscription.close();
    }
  }

  int count() {
    return subscriptions.size();
  }

  /// Receives live and transient events of one task, encodes each once and passes it to all
  /// readers.
  private static final class TaskSubscription {
    private static final StreamSubscriber[] NONE = {};

    private final Set<StreamSubscriber> subscribers = new LinkedHashSet<>();
    private final Future<Registration> events;
    private final Future<Registration> transients;

    TaskSubscription(Bus bus, TaskId task) {
      events = bus.subscribe(Addresses.TASK_EVENTS, task.value(), this::publish);
      transients = bus.subscribe(Addresses.TRANSIENT_EVENTS, task.value(), this::publish);
    }

    /// Completes when the bus subscriptions are active.
    Future<Void> ready() {
      return Future.join(events, transients).mapEmpty();
    }

    void close() {
      events.onSuccess(Registration::close);
      transients.onSuccess(Registration::close);
    }

    private void publish(JournalEntry entry) {
      if (subscribers.isEmpty()) {
        return;
      }
      var frame = SseFrame.of(entry);
      for (var subscriber : subscribers.toArray(NONE)) {
        subscriber.onEvent(frame);
      }
    }

    private void publish(TransientEvent message) {
      if (subscribers.isEmpty()) {
        return;
      }
      var frame = SseFrame.of(message, Instant.now());
      for (var subscriber : subscribers.toArray(NONE)) {
        subscriber.onTransient(message.event(), frame);
      }
    }
  }
}
