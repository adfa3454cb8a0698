package dev.loom.contracts.event;

import dev.loom.contracts.id.TaskId;
import java.time.Instant;
import java.util.Objects;

/// An event as it stands in the journal, with its JSON ready for every reader.
///
/// @param seq its number in its task: 1, 2, 3 without a gap
/// @param data the event's fields as a JSON object; a text longer than the journal's limit is cut
///   there and complete in a blob
/// @param blobs which texts were cut: a JSON object from JSON Pointer to the SHA-256 of the
///   complete text, `{}` when none was
public record JournalEntry(
    TaskId taskId, long seq, EventType type, Instant at, String data, String blobs) {
  public JournalEntry {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(blobs, "blobs");
    if (seq < 1) {
      throw new IllegalArgumentException("seq counts from 1");
    }
  }
}
