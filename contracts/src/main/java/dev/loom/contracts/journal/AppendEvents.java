package dev.loom.contracts.journal;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import dev.loom.contracts.event.EventTypeId;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
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
public record AppendEvents(
    TaskId taskId,
    long firstSeq,
    Instant at,
    @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "event_type")
        @JsonTypeIdResolver(EventTypeId.class)
        List<TaskEvent.Recorded> events,
    Optional<TaskSnapshot> snapshot) {
  public AppendEvents {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(at, "at");
    events = List.copyOf(events);
    Objects.requireNonNull(snapshot, "snapshot");
    if (firstSeq < 1 || events.isEmpty()) {
      throw new IllegalArgumentException("an append has events and counts from 1");
    }
  }

  /// The number of the last one.
  public long lastSeq() {
    return firstSeq + events.size() - 1;
  }
}
