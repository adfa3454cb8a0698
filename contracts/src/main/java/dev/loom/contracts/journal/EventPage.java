package dev.loom.contracts.journal;

import dev.loom.contracts.event.JournalEntry;
import java.util.List;

/// A page of a journal, in order.
///
/// @param entries at most as many as asked for; fewer means there are no more now
public record EventPage(List<JournalEntry> entries) {
  public EventPage {
    entries = List.copyOf(entries);
  }
}
