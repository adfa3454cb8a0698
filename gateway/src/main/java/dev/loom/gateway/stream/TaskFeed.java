package dev.loom.gateway.stream;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Registration;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.StreamedToken;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/// What is told about one task now, encoded once and handed to all who watch it. Belongs to one
/// event loop.
final class TaskFeed {
  private static final Watcher[] NONE = {};

  private final Set<Watcher> watchers = new LinkedHashSet<>();
  private final Future<Registration> events;
  private final Future<Registration> tokens;

  TaskFeed(Bus bus, TaskId task) {
    events = bus.subscribe(Addresses.TASK_EVENTS, task.value(), this::heard);
    tokens = bus.subscribe(Addresses.TOKENS, task.value(), this::heard);
  }

  /// Comes when everything told from then on is heard.
  Future<Void> ready() {
    return Future.join(events, tokens).mapEmpty();
  }

  void add(Watcher watcher) {
    watchers.add(watcher);
  }

  void remove(Watcher watcher) {
    watchers.remove(watcher);
  }

  boolean isUnwatched() {
    return watchers.isEmpty();
  }

  void close() {
    events.onSuccess(Registration::close);
    tokens.onSuccess(Registration::close);
  }

  private void heard(JournalEntry entry) {
    if (isUnwatched()) {
      return;
    }
    var frame = Frame.of(entry);
    for (var watcher : watchers.toArray(NONE)) {
      watcher.heard(frame);
    }
  }

  private void heard(StreamedToken token) {
    if (isUnwatched()) {
      return;
    }
    var frame = Frame.of(token, Instant.now());
    for (var watcher : watchers.toArray(NONE)) {
      watcher.heardToken(token, frame);
    }
  }
}
