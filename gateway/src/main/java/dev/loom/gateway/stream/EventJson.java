package dev.loom.gateway.stream;

import dev.loom.bus.json.Json;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.StreamedToken;
import dev.loom.contracts.id.TaskId;
import java.time.Instant;

/// Serializes events as `{"task_id", "event_type", "seq", "timestamp", "data"}`.
///
/// Concatenates text: the data of an entry is already JSON, and ids and type names need no
/// escaping.
final class EventJson {
  private static final String NO_BLOBS = "{}";
  private static final int ENVELOPE_CHARS = 160;

  private EventJson() {}

  /// Serializes a journaled event. Its `blobs` locate the full texts of truncated fields, if any.
  static String of(JournalEntry original) {
    var entry = EventRedactor.redact(original);
    var json = new StringBuilder(ENVELOPE_CHARS + entry.data().length() + entry.blobs().length());
    appendHead(json, entry.taskId(), entry.type().wireName());
    json.append(",\"seq\":").append(entry.seq());
    appendTimestamp(json, entry.at());
    json.append(",\"data\":").append(oneLine(entry.data()));
    if (!entry.blobs().equals(NO_BLOBS)) {
      json.append(",\"blobs\":").append(oneLine(entry.blobs()));
    }
    return json.append('}').toString();
  }

  /// Serializes a token, which has no sequence number.
  static String of(StreamedToken token, Instant at) {
    return ofTransient(
        token.taskId(), EventType.TOKEN_STREAMED.wireName(), at, Json.write(token.event()));
  }

  /// Serializes the notice that a reader was too slow, with the number of the last event sent.
  static String ofLagged(TaskId task, long seq, Instant at) {
    return ofTransient(
        task,
        "lagged",
        at,
        "{\"last_seq\":"
            + seq
            + ",\"message\":\"The reader was too slow; reconnect with"
            + " Last-Event-ID.\"}");
  }

  private static String ofTransient(TaskId task, String type, Instant at, String data) {
    var json = new StringBuilder(ENVELOPE_CHARS + data.length());
    appendHead(json, task, type);
    appendTimestamp(json, at);
    return json.append(",\"data\":").append(data).append('}').toString();
  }

  private static void appendHead(StringBuilder json, TaskId task, String type) {
    json.append("{\"task_id\":\"").append(task).append("\",\"event_type\":\"");
    json.append(type).append('"');
  }

  private static void appendTimestamp(StringBuilder json, Instant at) {
    json.append(",\"timestamp\":\"").append(at).append('"');
  }

  /// Replaces line ends, which would end the SSE field. JSON contains them only outside of strings.
  private static String oneLine(String json) {
    return json.indexOf('\n') < 0 && json.indexOf('\r') < 0
        ? json
        : json.replace('\n', ' ').replace('\r', ' ');
  }
}
