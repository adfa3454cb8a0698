package dev.loom.memory;

import dev.loom.bus.json.EventFormat;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.Checkpoint;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads journals, either with long texts truncated, for clients, or complete, for reducing.
final class JournalReader {
  private static final String PAGE =
      """
      SELECT seq, type, at, data, blobs, version, checksum FROM event
      WHERE task_id = ? AND seq > ? ORDER BY seq LIMIT ?
      """;
  private static final String TEXTS =
      """
      SELECT sha256, text FROM blob WHERE sha256 IN (
        SELECT reference.value FROM event, json_each(event.blobs) AS reference
        WHERE task_id = ? AND seq BETWEEN ? AND ? AND blobs <> '{}')
      """;
  private static final String BLOB = "SELECT text FROM blob WHERE sha256 = ?";

  private final Pool readers;

  JournalReader(Pool readers) {
    this.readers = readers;
  }

  /// Reads a page up to the first event that a newer version of Loom wrote. Fails if that is its
  /// first event.
  Future<ReadEvents.Page> page(ReadEvents request) {
    var task = request.taskId();
    return rows(task, request.afterSeq(), request.countMax())
        .compose(
            rows ->
                rows.stream().anyMatch(JournalReader::isConvertible)
                    ? texts(task, rows).map(texts -> page(task, rows, texts))
                    : Future.succeededFuture(page(task, rows, Map.of())));
  }

  private static ReadEvents.Page page(TaskId task, List<Row> rows, Map<String, String> texts) {
    var entries = new ArrayList<JournalEntry>(rows.size());
    for (var row : rows) {
      if (EventFormat.current().isNewer(type(row), version(row))) {
        if (entries.isEmpty()) {
          decode(task, row, texts); // fails with the reason
        }
        break;
      }
      entries.add(entry(task, row, texts));
    }
    return new ReadEvents.Page(entries);
  }

  /// Converts an event of an older version as if it were written today, so that clients see one
  /// format.
  private static JournalEntry entry(TaskId task, Row row, Map<String, String> texts) {
    var stored =
        isConvertible(row)
            ? StoredEvent.encode(decode(task, row, texts).event())
            : new StoredEvent(row.getString(3), row.getString(4), Map.of());
    return new JournalEntry(
        task,
        row.getLong(0),
        EventType.ofWireName(type(row)),
        EpochMicros.toInstant(row.getLong(2)),
        stored.data(),
        stored.blobs());
  }

  private static String type(Row row) {
    return row.getString(1);
  }

  private static int version(Row row) {
    return row.getInteger(5);
  }

  private static boolean isConvertible(Row row) {
    return EventType.find(type(row))
        .filter(type -> EventFormat.current().isConvertible(type, version(row)))
        .isPresent();
  }

  private Future<List<Row>> rows(TaskId task, long afterSeq, int countMax) {
    return Database.query(readers, PAGE, task.value(), afterSeq, countMax)
        .map(
            rows -> {
              var seq = afterSeq;
              for (var row : rows) {
                requireIntact(task, ++seq, row);
              }
              return rows.stream().toList();
            });
  }

  Future<LoadTaskHistory.History> history(LoadTaskHistory request) {
    return request.checkpointVersion() == 0
        ? history(request.taskId(), Optional.empty())
        : SqliteCheckpoints.find(readers, request.taskId(), request.checkpointVersion())
            .compose(checkpoint -> history(request.taskId(), checkpoint));
  }

  private Future<LoadTaskHistory.History> history(TaskId task, Optional<Checkpoint> checkpoint) {
    return rows(task, checkpoint.map(Checkpoint::seq).orElse(0L), Integer.MAX_VALUE)
        .compose(
            rows ->
                rows.isEmpty() && checkpoint.isEmpty()
                    ? Database.failUnknown(readers, task)
                    : texts(task, rows)
                        .map(
                            texts ->
                                new LoadTaskHistory.History(
                                    checkpoint,
                                    rows.stream().map(row -> decode(task, row, texts)).toList())));
  }

  /// Reads the complete texts of consecutive events in one query.
  private Future<Map<String, String>> texts(TaskId task, List<Row> events) {
    if (events.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return Database.query(
            readers, TEXTS, task.value(), events.getFirst().getLong(0), events.getLast().getLong(0))
        .map(
            rows ->
                rows.stream()
                    .filter(row -> Sha256.hex(row.getString(1)).equals(row.getString(0)))
                    .collect(Collectors.toMap(row -> row.getString(0), row -> row.getString(1))));
  }

  /// Fails if events before a row are missing, or if it is not as it was written.
  private static void requireIntact(TaskId task, long seq, Row row) {
    if (row.getLong(0) != seq
        || !RowChecksum.matches(
            row.getLong(6),
            task.value(),
            row.getLong(0),
            type(row),
            version(row),
            row.getLong(2),
            row.getString(3),
            row.getString(4))) {
      throw RowChecksum.damaged("Event " + seq + " of task " + task);
    }
  }

  private static SequencedEvent decode(TaskId task, Row row, Map<String, String> texts) {
    try {
      return new SequencedEvent(
          row.getLong(0),
          EpochMicros.toInstant(row.getLong(2)),
          StoredEvent.decode(type(row), version(row), row.getString(3), row.getString(4), texts));
    } catch (IllegalArgumentException exception) {
      throw ServiceException.failed(
          ("Event %s of task %s cannot be read: %s. Finish the task with the version that"
                  + " wrote it, or submit it again.")
              .formatted(row.getLong(0), task, exception.getMessage()),
          false);
    }
  }

  Future<ReadBlob.Blob> blob(ReadBlob request) {
    return Database.query(readers, BLOB, request.sha256())
        .compose(rows -> Database.onlyRow(rows, "Blob not found: " + request.sha256()))
        .map(
            row -> {
              if (!Sha256.hex(row.getString(0)).equals(request.sha256())) {
                throw RowChecksum.damaged("Text " + request.sha256());
              }
              return new ReadBlob.Blob(row.getString(0));
            });
  }
}
