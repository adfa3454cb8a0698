package dev.loom.gateway.stream;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Registration;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.Token;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/// What is told about one task now, encoded once and handed to all who watch it. Belongs to one
/// event loop.
final class TaskFeed {
  private static final Cursor[] NONE = {};

  private final Set<Cursor> cursors = new LinkedHashSet<>();
  private final Future<Registration> events;
  private final Future<Registration> tokens;

  TaskFeed(Bus bus, TaskId task) {
    events = bus.listen(Addresses.TASK_EVENTS, task.value(), this::heard);
    tokens = bus.listen(Addresses.TOKENS, task.value(), this::heard);
  }

  /// Comes when everything told from then on is heard.
  Future<Void> ready() {
    return Future.join(events, tokens).mapEmpty();
  }

  void add(Cursor cursor) {
    cursors.add(cursor);
  }

  void remove(Cursor cursor) {
    cursors.remove(cursor);
  }

  boolean isUnwatched() {
    return cursors.isEmpty();
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
    for (var cursor : cursors.toArray(NONE)) {
      cursor.heard(frame);
    }
  }

  private void heard(Token token) {
    if (isUnwatched()) {
      return;
    }
    var frame = Frame.of(token, Instant.now());
    for (var cursor : cursors.toArray(NONE)) {
      cursor.heardToken(frame);
    }
  }
}
