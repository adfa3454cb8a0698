package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent;
import java.util.List;

/// What follows from an input.
///
/// @param events to be recorded, all or none
/// @param state what they fold to; [Outstanding] says what work it calls for
public record Decision(List<TaskEvent.Recorded> events, TaskState state) {
  public Decision {
    events = List.copyOf(events);
  }
}
