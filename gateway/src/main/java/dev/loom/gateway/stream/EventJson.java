package dev.loom.gateway.stream;

import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.StreamedToken;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.json.Json;
import java.time.Instant;

/// Events in the guide's shape: `{"task_id", "event_type", "seq", "timestamp", "data"}`.
///
/// The parts are put together as text, because an entry brings its data as JSON already and ids and
/// type names have no character that JSON would escape.
final class EventJson {
  private static final String NO_BLOBS = "{}";
  private static final int ENVELOPE_CHARS = 160;

  private EventJson() {}

  /// A recorded event. `blobs` tells where its longest texts are, if any were cut.
  static String of(JournalEntry recorded) {
    var entry = EventRedactor.redact(recorded);
    var json = new StringBuilder(ENVELOPE_CHARS + entry.data().length() + entry.blobs().length());
    head(json, entry.taskId(), entry.type().wireName());
    json.append(",\"seq\":").append(entry.seq());
    timestamp(json, entry.at());
    json.append(",\"data\":").append(oneLine(entry.data()));
    if (!entry.blobs().equals(NO_BLOBS)) {
      json.append(",\"blobs\":").append(oneLine(entry.blobs()));
    }
    return json.append('}').toString();
  }

  /// A token, which has no number.
  static String of(StreamedToken token, Instant at) {
    return ofTransient(
        token.taskId(), EventType.TOKEN_STREAMED.wireName(), at, Json.write(token.event()));
  }

  /// That a reader was too slow, and up to where it was served.
  static String ofLagged(TaskId task, long seq, Instant at) {
    return ofTransient(
        task,
        "lagged",
        at,
        "{\"last_seq\":"
            + seq
            + ",\"message\":\"This reader took nothing for too long; connect again with"
            + " Last-Event-ID.\"}");
  }

  private static String ofTransient(TaskId task, String type, Instant at, String data) {
    var json = new StringBuilder(ENVELOPE_CHARS + data.length());
    head(json, task, type);
    timestamp(json, at);
    return json.append(",\"data\":").append(data).append('}').toString();
  }

  private static void head(StringBuilder json, TaskId task, String type) {
    json.append("{\"task_id\":\"").append(task).append("\",\"event_type\":\"");
    json.append(type).append('"');
  }

  private static void timestamp(StringBuilder json, Instant at) {
    json.append(",\"timestamp\":\"").append(at).append('"');
  }

  /// A line end would end the frame. JSON has none inside its strings, only between its parts.
  private static String oneLine(String json) {
    return json.indexOf('\n') < 0 && json.indexOf('\r') < 0
        ? json
        : json.replace('\n', ' ').replace('\r', ' ');
  }
}
