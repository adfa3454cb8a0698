package dev.loom.gateway.stream;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.Registration;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.StreamedToken;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/// Receives live events and tokens of one task, encodes each once and passes it to all subscribers.
/// Confined to one event loop.
final class TaskSubscription {
  private static final StreamSubscriber[] NONE = {};

  private final Set<StreamSubscriber> subscribers = new LinkedHashSet<>();
  private final Future<Registration> events;
  private final Future<Registration> tokens;

  TaskSubscription(Bus bus, TaskId task) {
    events = bus.subscribe(Addresses.TASK_EVENTS, task.value(), this::publish);
    tokens = bus.subscribe(Addresses.TOKENS, task.value(), this::publish);
  }

  /// Completes when the bus subscriptions are active.
  Future<Void> ready() {
    return Future.join(events, tokens).mapEmpty();
  }

  void add(StreamSubscriber subscriber) {
    subscribers.add(subscriber);
  }

  void remove(StreamSubscriber subscriber) {
    subscribers.remove(subscriber);
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }

  void close() {
    events.onSuccess(Registration::close);
    tokens.onSuccess(Registration::close);
  }

  private void publish(JournalEntry entry) {
    if (isEmpty()) {
      return;
    }
    var frame = SseFrame.of(entry);
    for (var subscriber : subscribers.toArray(NONE)) {
      subscriber.onEvent(frame);
    }
  }

  private void publish(StreamedToken token) {
    if (isEmpty()) {
      return;
    }
    var frame = SseFrame.of(token, Instant.now());
    for (var subscriber : subscribers.toArray(NONE)) {
      subscriber.onToken(token, frame);
    }
  }
}
