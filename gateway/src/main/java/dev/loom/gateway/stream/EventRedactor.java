package dev.loom.gateway.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.json.Json;

/// Keeps inside what a model's turn holds for its endpoint alone: blocks that go back to it
/// unchanged, such as signed or hidden thinking. They stand in the journal, and nobody outside has
/// any use for them.
final class EventRedactor {
  private static final String PROVIDER_STATE = "continuation";

  private EventRedactor() {}

  /// An entry as it may leave.
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

  /// Where the cut texts of the rest are.
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
