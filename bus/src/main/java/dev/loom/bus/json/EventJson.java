package dev.loom.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.TaskId;
import java.time.Instant;

/// Serializes events for clients, as `{"task_id", "event_type", "seq", "timestamp", "data"}`. All
/// interfaces use this form.
///
/// Provider state, such as signed or encrypted reasoning, is removed: the journal keeps it only to
/// return it to its endpoint. Concatenates text, because the data of an entry is already JSON, and
/// ids and type names need no escaping.
public final class EventJson {
  private static final String PROVIDER_STATE = "continuation";
  private static final String NO_BLOBS = "{}";
  private static final int ENVELOPE_CHARS = 160;

  private EventJson() {}

  /// Serializes a journaled event. Its `blobs` locate the full texts of truncated fields, if any.
  public static String of(JournalEntry original) {
    var entry = withoutProviderState(original);
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

  private static JournalEntry withoutProviderState(JournalEntry entry) {
    if (entry.type() != EventType.MODEL_TURN_COMPLETED
        || !(Json.parse(entry.data()) instanceof ObjectNode data)
        || data.remove(PROVIDER_STATE) == null) {
      return entry;
    }
    return new JournalEntry(
        entry.taskId(),
        entry.seq(),
        entry.type(),
        entry.at(),
        data.toString(),
        withoutProviderState(Json.parse(entry.blobs())));
  }

  private static String withoutProviderState(JsonNode blobs) {
    if (blobs instanceof ObjectNode pointers) {
      pointers
          .properties()
          .removeIf(
              pointer ->
                  pointer.getKey().equals("/" + PROVIDER_STATE)
                      || pointer.getKey().startsWith("/" + PROVIDER_STATE + "/"));
    }
    return blobs.toString();
  }

  /// Serializes an event that is not journaled, and so has no sequence number.
  public static String of(TransientEvent message, Instant at) {
    var event = message.event();
    return ofTransient(message.taskId(), event.type().wireName(), at, dataOf(event));
  }

  /// Serializes the fields of an event only.
  public static String dataOf(TaskEvent.Transient event) {
    return Json.write(event);
  }

  /// Serializes a notice about the stream itself, such as `lagged`, which is not an event of the
  /// task.
  ///
  /// @param type name of the notice
  /// @param lastSeq number of the last event sent
  /// @param message what happened and what to do, for users
  public static String ofNotice(
      TaskId task, String type, long lastSeq, String message, Instant at) {
    return ofTransient(
        task, type, at, "{\"last_seq\":" + lastSeq + ",\"message\":" + Json.write(message) + "}");
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
