package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import java.util.List;
import java.util.Optional;

/// Holds the result of deciding on one input.
///
/// @param events to be committed, all or none
/// @param state the state after these events; see [RequiredEffects]
/// @param error the reason why a request is rejected; there are no events then
public record Decision(
    List<TaskEvent.Recorded> events, TaskState state, Optional<ServiceException> error) {
  public Decision {
    events = List.copyOf(events);
  }
}
