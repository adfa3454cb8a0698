package dev.loom.memory;

import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.PastEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.EventPage;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.journal.RecallTask;
import dev.loom.contracts.journal.TaskHistory;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the journal: as readers see it, or complete for folding.
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

  Future<EventPage> page(ReadEvents question) {
    return readers
        .preparedQuery(PAGE)
        .execute(Tuple.of(question.taskId().value(), question.afterSeq(), question.countMax()))
        .map(
            rows -> {
              var entries = new ArrayList<JournalEntry>(rows.size());
              rows.forEach(row -> entries.add(entry(question.taskId(), row)));
              return new EventPage(entries);
            });
  }

  private static JournalEntry entry(TaskId task, Row row) {
    return new JournalEntry(
        task,
        row.getLong(0),
        EventType.ofWireName(row.getString(1)),
        Micros.instant(row.getLong(2)),
        row.getString(3),
        row.getString(4));
  }

  Future<TaskHistory> recall(RecallTask question) {
    return readers
        .preparedQuery(ALL)
        .execute(Tuple.of(question.taskId().value()))
        .compose(
            rows -> {
              var events = new ArrayList<Row>(rows.size());
              rows.forEach(events::add);
              return events.isEmpty()
                  ? Future.failedFuture(
                      Refusal.notFound("Task not found: " + question.taskId()).asException())
                  : texts(events).map(texts -> history(question.taskId(), events, texts));
            });
  }

  private Future<Map<String, String>> texts(List<Row> events) {
    var texts = new HashMap<String, String>();
    Future<?> done = Future.succeededFuture();
    for (var row : events) {
      for (var hash : StoredEvent.hashes(row.getString(4)).values()) {
        done = done.compose(ignored -> text(hash)).onSuccess(text -> texts.put(hash, text));
      }
    }
    return done.map(texts);
  }

  private static TaskHistory history(TaskId task, List<Row> events, Map<String, String> texts) {
    return new TaskHistory(events.stream().map(row -> past(task, row, texts)).toList());
  }

  private static PastEvent past(TaskId task, Row row, Map<String, String> texts) {
    try {
      return new PastEvent(
          row.getLong(0),
          Micros.instant(row.getLong(2)),
          StoredEvent.read(
              row.getString(1), row.getInteger(5), row.getString(3), row.getString(4), texts));
    } catch (IllegalArgumentException unreadable) {
      throw Refusal.failed(
              "Event "
                  + row.getLong(0)
                  + " of task "
                  + task
                  + " cannot be read: "
                  + unreadable.getMessage()
                  + ". Finish the task with the Loom that wrote it, or submit it again.",
              false)
          .asException();
    }
  }

  Future<ReadBlob.Blob> blob(ReadBlob question) {
    return text(question.sha256()).map(ReadBlob.Blob::new);
  }

  private Future<String> text(String sha256) {
    return readers
        .preparedQuery(BLOB)
        .execute(Tuple.of(sha256))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(
                        Refusal.notFound("Blob not found: " + sha256).asException())
                    : Future.succeededFuture(rows.iterator().next().getString(0)));
  }
}
