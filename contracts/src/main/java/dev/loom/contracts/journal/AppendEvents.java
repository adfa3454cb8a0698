package dev.loom.contracts.journal;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.TaskSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Requests to append events to a task's journal, all or none. The reply follows the commit.
///
/// @param owner engine that runs the task. An engine that is not alive any more, or does not own
///   the task, stores nothing: the request fails as conflict.
/// @param firstSeq sequence number of the first event: one more than that of the last recorded
///   event. Other numbers fail as conflict, but repeating a recorded request succeeds again.
/// @param at time of the events
/// @param snapshot snapshot of the task after the last event, if it changed
/// @param idempotencyKey key the task was submitted with, sent with its first event. A key that is
///   already in use fails as conflict and nothing is recorded.
/// @param observations observations added to the learned patterns in the same transaction
public record AppendEvents(
    TaskId taskId,
    EngineId owner,
    long firstSeq,
    Instant at,
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event_type")
        List<TaskEvent.Recorded> events,
    Optional<TaskSnapshot> snapshot,
    Optional<IdempotencyKey> idempotencyKey,
    List<Observation> observations) {
  public AppendEvents {
    events = List.copyOf(events);
    observations = List.copyOf(observations);
    if (firstSeq < 1 || events.isEmpty()) {
      throw new IllegalArgumentException(
          "an append must have events and firstSeq must be at least 1");
    }
  }

  /// Returns the sequence number of the last event.
  public long lastSeq() {
    return firstSeq + events.size() - 1;
  }

  /// Reply to an append whose events are committed.
  ///
  /// @param lastSeq sequence number of the last event
  public record Appended(long lastSeq) {}
}
