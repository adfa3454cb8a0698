package dev.loom.memory;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.EventPage;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.journal.TaskHistory;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads journals, either with long texts truncated, for clients, or complete, for reducing.
final class JournalReader {
  private static final String PAGE =
      """
      SELECT seq, type, at, data, blobs FROM event
      WHERE task_id = ? AND seq > ? ORDER BY seq LIMIT ?
      """;
  private static final String ALL =
      "SELECT seq, type, at, data, blobs, version FROM event WHERE task_id = ? ORDER BY seq";
  private static final String BLOB = "SELECT text FROM blob WHERE sha256 = ?";

  private final Pool readers;

  JournalReader(Pool readers) {
    this.readers = readers;
  }

  Future<EventPage> page(ReadEvents request) {
    return readers
        .preparedQuery(PAGE)
        .execute(Tuple.of(request.taskId().value(), request.afterSeq(), request.countMax()))
        .map(
            rows -> {
              var entries = new ArrayList<JournalEntry>(rows.size());
              rows.forEach(row -> entries.add(entry(request.taskId(), row)));
              return new EventPage(entries);
            });
  }

  private static JournalEntry entry(TaskId task, Row row) {
    return new JournalEntry(
        task,
        row.getLong(0),
        EventType.ofWireName(row.getString(1)),
        EpochMicros.toInstant(row.getLong(2)),
        row.getString(3),
        row.getString(4));
  }

  Future<TaskHistory> history(LoadTaskHistory request) {
    return readers
        .preparedQuery(ALL)
        .execute(Tuple.of(request.taskId().value()))
        .compose(
            rows -> {
              var events = new ArrayList<Row>(rows.size());
              rows.forEach(events::add);
              return events.isEmpty()
                  ? Future.failedFuture(
                      ServiceError.notFound("Task not found: " + request.taskId()).toException())
                  : texts(events).map(texts -> history(request.taskId(), events, texts));
            });
  }

  private Future<Map<String, String>> texts(List<Row> events) {
    var texts = new HashMap<String, String>();
    Future<?> reads = Future.succeededFuture();
    for (var row : events) {
      for (var hash : StoredEvent.hashes(row.getString(4)).values()) {
        reads = reads.compose(ignored -> text(hash)).onSuccess(text -> texts.put(hash, text));
      }
    }
    return reads.map(texts);
  }

  private static TaskHistory history(TaskId task, List<Row> events, Map<String, String> texts) {
    return new TaskHistory(events.stream().map(row -> recordedEvent(task, row, texts)).toList());
  }

  private static SequencedEvent recordedEvent(TaskId task, Row row, Map<String, String> texts) {
    try {
      return new SequencedEvent(
          row.getLong(0),
          EpochMicros.toInstant(row.getLong(2)),
          StoredEvent.decode(
              row.getString(1), row.getInteger(5), row.getString(3), row.getString(4), texts));
    } catch (IllegalArgumentException exception) {
      throw ServiceError.failed(
              "Event "
                  + row.getLong(0)
                  + " of task "
                  + task
                  + " cannot be read: "
                  + exception.getMessage()
                  + ". Finish the task with the version that wrote it, or submit it again.",
              false)
          .toException();
    }
  }

  Future<ReadBlob.Blob> blob(ReadBlob request) {
    return text(request.sha256()).map(ReadBlob.Blob::new);
  }

  private Future<String> text(String sha256) {
    return readers
        .preparedQuery(BLOB)
        .execute(Tuple.of(sha256))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(
                        ServiceError.notFound("Blob not found: " + sha256).toException())
                    : Future.succeededFuture(rows.iterator().next().getString(0)));
  }
}
