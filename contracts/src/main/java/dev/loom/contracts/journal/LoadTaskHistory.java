package dev.loom.contracts.journal;

import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.id.TaskId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Requests the journal of a task for reducing. Fails as not found if there is no such task.
///
/// @param checkpointVersion format version of the checkpoints that the requester can read; 0 for
///   the complete journal without a checkpoint
public record LoadTaskHistory(TaskId taskId, int checkpointVersion) {
  /// Creates a request for the complete journal.
  public LoadTaskHistory(TaskId taskId) {
    this(taskId, 0);
  }

  /// Journal of a task up to its last event.
  ///
  /// @param checkpoint latest checkpoint in the requested version, if there is one
  /// @param events all events after the checkpoint; without one, all events
  public record History(Optional<Checkpoint> checkpoint, List<SequencedEvent> events) {
    public History {
      Objects.requireNonNull(checkpoint, "checkpoint");
      events = List.copyOf(events);
    }
  }
}
