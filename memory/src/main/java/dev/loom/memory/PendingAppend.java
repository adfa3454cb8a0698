package dev.loom.memory;

import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.Appended;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An append on its way to the disk, encoded.
final class PendingAppend implements Pending {
  final AppendEvents question;
  final Promise<Appended> answer = Promise.promise();
  final List<JournalEntry> entries;
  final List<Tuple> rows;
  final Map<String, String> texts = new TreeMap<>();

  PendingAppend(AppendEvents question) {
    this.question = question;
    this.entries = new ArrayList<>(question.events().size());
    this.rows = new ArrayList<>(question.events().size());
    long seq = question.firstSeq();
    var at = Micros.of(question.at());
    for (var event : question.events()) {
      var stored = StoredEvent.of(event);
      texts.putAll(stored.texts());
      rows.add(
          Tuple.of(
              question.taskId().value(),
              seq,
              event.type().wireName(),
              TaskEvent.VERSION,
              at,
              stored.data(),
              stored.blobs()));
      // What readers hear must be what they would read: the time as it is stored, too.
      entries.add(
          new JournalEntry(
              question.taskId(),
              seq,
              event.type(),
              Micros.instant(at),
              stored.data(),
              stored.blobs()));
      seq++;
    }
  }

  TaskId taskId() {
    return question.taskId();
  }

  /// Whether it is one event and nothing else is written with it.
  boolean isOneRow() {
    return rows.size() == 1
        && texts.isEmpty()
        && question.snapshot().isEmpty()
        && question.submission().isEmpty()
        && question.observations().isEmpty();
  }
}
