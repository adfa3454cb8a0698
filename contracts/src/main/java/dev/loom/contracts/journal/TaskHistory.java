package dev.loom.contracts.journal;

import dev.loom.contracts.event.RecordedEvent;
import java.util.List;

/// Everything that happened to a task, from its first event to its last.
public record TaskHistory(List<RecordedEvent> events) {
  public TaskHistory {
    events = List.copyOf(events);
  }
}
