package dev.loom.contracts.journal;

import dev.loom.contracts.event.SequencedEvent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Journal of a task up to its last event.
///
/// @param checkpoint latest checkpoint in the requested version, if there is one
/// @param events all events after the checkpoint; without one, all events
public record TaskHistory(Optional<Checkpoint> checkpoint, List<SequencedEvent> events) {
  public TaskHistory {
    Objects.requireNonNull(checkpoint, "checkpoint");
    events = List.copyOf(events);
  }
}
