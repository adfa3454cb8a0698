package dev.loom.gateway.stream;

import dev.loom.bus.json.EventJson;
import dev.loom.bus.json.Json;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent.TokenStreamed;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/// Represents an SSE frame, encoded once for all readers.
///
/// @param seq number of the event, 0 if it has none
/// @param isLast whether the stream ends after this frame
record SseFrame(long seq, boolean isLast, Buffer bytes) {
  /// First frame of a stream: the reconnect delay of browsers.
  static final SseFrame OPENING = ofText(0, false, "retry: 1000\n\n");

  /// Comment that keeps an idle connection open.
  static final SseFrame KEEPALIVE = ofText(0, false, ": keepalive\n\n");

  static SseFrame of(JournalEntry entry) {
    var text =
        "id: "
            + entry.seq()
            + "\nevent: "
            + entry.type().wireName()
            + "\ndata: "
            + EventJson.of(entry)
            + "\n\n";
    return ofText(entry.seq(), entry.type().endsTask(), text);
  }

  static SseFrame of(TransientEvent message, Instant at) {
    var type = message.event().type().wireName();
    return ofText(0, false, "event: " + type + "\ndata: " + EventJson.of(message, at) + "\n\n");
  }

  /// Encodes a token for a stream of tokens only.
  static SseFrame ofTokenOnly(TokenStreamed token) {
    return ofText(0, false, "event: token\ndata: " + Json.write(token) + "\n\n");
  }

  /// Encodes the notice that the reader was too slow.
  static SseFrame ofLagged(TaskId task, long seq, Instant at) {
    return ofNotice(
        task, "lagged", seq, "The reader was too slow; reconnect with Last-Event-ID.", at);
  }

  /// Encodes the notice that the next event cannot be read, such as one of a newer version of Loom.
  static SseFrame ofUnreadable(TaskId task, long seq, String reason, Instant at) {
    return ofNotice(task, "unreadable", seq, reason, at);
  }

  private static SseFrame ofNotice(TaskId task, String type, long seq, String message, Instant at) {
    var json = EventJson.ofNotice(task, type, seq, message, at);
    return ofText(0, true, "event: " + type + "\ndata: " + json + "\n\n");
  }

  int length() {
    return bytes.length();
  }

  private static SseFrame ofText(long seq, boolean isLast, String text) {
    return new SseFrame(seq, isLast, Buffer.buffer(Json.escapeLineSeparators(text)));
  }
}
