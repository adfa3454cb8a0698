package dev.loom.bus.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.TaskId;
import java.time.Instant;

/// Serializes events for clients, as `{"task_id", "event_type", "seq", "timestamp", "data"}`. All
/// interfaces use this form.
///
/// Provider state, such as signed or encrypted reasoning, is removed: the journal keeps it only to
/// return it to its endpoint.
public final class EventJson {
  private static final String PROVIDER_STATE = "continuation";
  private static final String NO_BLOBS = "{}";

  private EventJson() {}

  /// Serializes a journaled event. Its `blobs` locate the full texts of truncated fields, if any.
  public static String of(JournalEntry original) {
    var entry = withoutProviderState(original);
    return Json.write(
        new Envelope(
            entry.taskId(),
            entry.type().wireName(),
            entry.seq(),
            entry.at(),
            oneLine(entry.data()),
            entry.blobs().equals(NO_BLOBS) ? null : oneLine(entry.blobs())));
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
    return Json.write(
        new Envelope(message.taskId(), event.type().wireName(), null, at, Json.write(event), null));
  }

  /// Serializes a notice about the stream itself, such as `lagged`, which is not an event of the
  /// task.
  ///
  /// @param type name of the notice
  /// @param lastSeq number of the last event sent
  /// @param message what happened and what to do, for users
  public static String ofNotice(
      TaskId task, String type, long lastSeq, String message, Instant at) {
    var data = "{\"last_seq\":" + lastSeq + ",\"message\":" + Json.write(message) + "}";
    return Json.write(new Envelope(task, type, null, at, data, null));
  }

  /// Replaces line ends, which would end the SSE field. JSON contains them only outside of strings.
  private static String oneLine(String json) {
    return json.indexOf('\n') < 0 && json.indexOf('\r') < 0
        ? json
        : json.replace('\n', ' ').replace('\r', ' ');
  }

  /// Public form; `data` and `blobs` are JSON already.
  ///
  /// @param seq null for an event that is not journaled
  /// @param blobs null if no text is truncated
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Envelope(
      TaskId taskId,
      String eventType,
      Long seq,
      Instant timestamp,
      @JsonRawValue String data,
      @JsonRawValue String blobs) {}
}
