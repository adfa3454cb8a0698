package dev.loom.memory;

import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Append waiting in the write queue, already encoded.
final class QueuedAppend implements WriteQueue.QueuedWrite {
  final AppendEvents request;
  final Promise<AppendEvents.Appended> result = Promise.promise();
  final List<JournalEntry> entries;
  final List<Tuple> rows;
  final Map<String, String> texts = new TreeMap<>();

  QueuedAppend(AppendEvents request) {
    this.request = request;
    this.entries = new ArrayList<>(request.events().size());
    this.rows = new ArrayList<>(request.events().size());
    long seq = request.firstSeq();
    var at = EpochMicros.of(request.at());
    for (var event : request.events()) {
      var stored = StoredEvent.encode(event);
      texts.putAll(stored.texts());
      var columns =
          new Object[] {
            request.taskId().value(),
            seq,
            event.type().wireName(),
            event.type().version(),
            at,
            stored.data(),
            stored.blobs()
          };
      rows.add(
          Tuple.from(columns).addValue(RowChecksum.of(columns)).addValue(request.owner().value()));
      // Published entries must equal entries read later, so the time is rounded as in storage.
      entries.add(
          new JournalEntry(
              request.taskId(),
              seq,
              event.type(),
              EpochMicros.toInstant(at),
              stored.data(),
              stored.blobs()));
      seq++;
    }
  }

  TaskId taskId() {
    return request.taskId();
  }

  /// Reports whether the append consists of a single event row and nothing else.
  boolean isOneRow() {
    return rows.size() == 1
        && texts.isEmpty()
        && request.snapshot().isEmpty()
        && request.idempotencyKey().isEmpty()
        && request.observations().isEmpty();
  }
}
