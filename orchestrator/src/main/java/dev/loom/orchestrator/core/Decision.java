package dev.loom.orchestrator.core;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent;
import java.util.List;
import java.util.Optional;

/// What follows from an input.
///
/// @param events to be recorded, all or none
/// @param state what they fold to; [RequiredEffects] says what work it calls for
/// @param refusal why a person's wish cannot be followed; then there are no events
public record Decision(
    List<TaskEvent.Recorded> events, TaskState state, Optional<ServiceError> error) {
  public Decision {
    events = List.copyOf(events);
  }
}
