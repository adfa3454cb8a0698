package dev.loom.contracts.event;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.TaskId;
import java.time.Instant;

/// Journal entry with its event encoded as JSON for clients.
///
/// @param seq sequence number within the task: 1, 2, 3 without gaps
/// @param data event fields as a JSON object; texts longer than the journal's limit are truncated
///   here and complete in a blob
/// @param blobs truncated texts: a JSON object from JSON Pointer to the SHA-256 of the complete
///   text, `{}` if there are none
public record JournalEntry(
    TaskId taskId, long seq, EventType type, Instant at, String data, String blobs) {
  public JournalEntry {
    RecordChecks.requireNonNull(JournalEntry.class, taskId, type, at, data, blobs);
    if (seq < 1) {
      throw new IllegalArgumentException("seq must be at least 1");
    }
  }
}
