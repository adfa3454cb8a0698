package dev.loom.contracts.journal;

import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import java.util.List;

/// Requests a page of a task's journal, with long texts truncated.
///
/// @param afterSeq sequence number of the last event already read, 0 for none
/// @param countMax maximum number of entries
public record ReadEvents(TaskId taskId, long afterSeq, int countMax) {
  public ReadEvents {
    if (afterSeq < 0 || countMax < 1) {
      throw new IllegalArgumentException("afterSeq must be at least 0 and countMax at least 1");
    }
  }

  /// Page of a journal, in order.
  ///
  /// @param entries at most as many entries as requested; fewer if there are no more
  public record Page(List<JournalEntry> entries) {
    public Page {
      entries = List.copyOf(entries);
    }
  }
}
