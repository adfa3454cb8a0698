package dev.loom.contracts.journal;

import dev.loom.contracts.event.RecordedEvent;
import java.util.List;

/// Complete journal of a task, from its first to its last event.
public record TaskHistory(List<RecordedEvent> events) {
  public TaskHistory {
    events = List.copyOf(events);
  }
}
