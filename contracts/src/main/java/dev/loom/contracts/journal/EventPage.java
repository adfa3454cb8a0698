package dev.loom.contracts.journal;

import dev.loom.contracts.event.JournalEntry;
import java.util.List;

/// Page of a journal, in order.
///
/// @param entries at most as many entries as requested; fewer if there are no more
public record EventPage(List<JournalEntry> entries) {
  public EventPage {
    entries = List.copyOf(entries);
  }
}
