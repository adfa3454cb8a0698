package dev.loom.contracts.journal;

import dev.loom.contracts.event.PastEvent;
import java.util.List;

/// Everything that happened to a task, from its first event to its last.
public record TaskHistory(List<PastEvent> events) {
  public TaskHistory {
    events = List.copyOf(events);
  }
}
