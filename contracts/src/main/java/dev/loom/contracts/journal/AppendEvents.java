package dev.loom.contracts.journal;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import dev.loom.contracts.event.EventTypeIdResolver;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.TaskSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Asks for events to be recorded, all or none. Answered once they are on disk.
///
/// @param firstSeq the number of the first one: one more than the last recorded. Any other number
///   is refused as a conflict, except that asking the very same again is answered again.
/// @param at when they happened
/// @param snapshot the task after the last of them, when it looks different from outside
/// @param submission with the first event: the key it was handed in under. A key that is taken is
///   refused as a conflict, and nothing is recorded.
/// @param observations what was learned from them, added to what is known in the same transaction
public record AppendEvents(
    TaskId taskId,
    long firstSeq,
    Instant at,
    @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "event_type")
        @JsonTypeIdResolver(EventTypeIdResolver.class)
        List<TaskEvent.Recorded> events,
    Optional<TaskSnapshot> snapshot,
    Optional<IdempotencyKey> submission,
    List<Observation> observations) {
  public AppendEvents {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(at, "at");
    events = List.copyOf(events);
    Objects.requireNonNull(snapshot, "snapshot");
    Objects.requireNonNull(submission, "submission");
    observations = List.copyOf(observations);
    if (firstSeq < 1 || events.isEmpty()) {
      throw new IllegalArgumentException("an append has events and counts from 1");
    }
  }

  /// Events and nothing else beside them.
  public AppendEvents(
      TaskId taskId,
      long firstSeq,
      Instant at,
      List<TaskEvent.Recorded> events,
      Optional<TaskSnapshot> snapshot) {
    this(taskId, firstSeq, at, events, snapshot, Optional.empty(), List.of());
  }

  /// The number of the last one.
  public long lastSeq() {
    return firstSeq + events.size() - 1;
  }
}
