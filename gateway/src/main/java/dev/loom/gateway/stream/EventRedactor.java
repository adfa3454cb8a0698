package dev.loom.gateway.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;

/// Removes provider state, such as signed or encrypted reasoning, from model turns before they
/// leave the engine. The journal keeps provider state only to return it to its endpoint.
final class EventRedactor {
  private static final String PROVIDER_STATE = "continuation";

  private EventRedactor() {}

  /// Returns an entry without provider state.
  static JournalEntry redact(JournalEntry entry) {
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

  /// Removes the blob pointers of provider state.
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
}
