package dev.loom.contracts.journal;

import dev.loom.contracts.event.SequencedEvent;
import java.util.List;

/// Complete journal of a task, from its first to its last event.
public record TaskHistory(List<SequencedEvent> events) {
  public TaskHistory {
    events = List.copyOf(events);
  }
}
