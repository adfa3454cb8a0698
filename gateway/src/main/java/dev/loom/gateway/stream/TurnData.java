package dev.loom.gateway.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.json.Json;

/// Keeps inside what a model's turn holds for its endpoint alone: blocks that go back to it
/// unchanged, such as signed or hidden thinking. They stand in the journal, and nobody outside has
/// any use for them.
final class TurnData {
  private static final String INWARD = "continuation";

  private TurnData() {}

  /// An entry as it may leave.
  static JournalEntry outward(JournalEntry entry) {
    if (entry.type() != EventType.MODEL_TURN_COMPLETED
        || !(Json.parse(entry.data()) instanceof ObjectNode data)
        || data.remove(INWARD) == null) {
      return entry;
    }
    return new JournalEntry(
        entry.taskId(),
        entry.seq(),
        entry.type(),
        entry.at(),
        data.toString(),
        withoutInward(Json.parse(entry.blobs())));
  }

  /// Where the cut texts of the rest are.
  private static String withoutInward(JsonNode blobs) {
    if (blobs instanceof ObjectNode pointers) {
      pointers
          .properties()
          .removeIf(
              pointer ->
                  pointer.getKey().equals("/" + INWARD)
                      || pointer.getKey().startsWith("/" + INWARD + "/"));
    }
    return blobs.toString();
  }
}
