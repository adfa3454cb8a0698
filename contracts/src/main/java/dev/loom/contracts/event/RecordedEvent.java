package dev.loom.contracts.event;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import java.time.Instant;
import java.util.Objects;

/// An event with the time it was recorded at, complete, for folding.
public record RecordedEvent(
    long seq,
    Instant at,
    @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "event_type")
        @JsonTypeIdResolver(EventTypeIdResolver.class)
        TaskEvent.Recorded event) {
  public RecordedEvent {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(event, "event");
  }
}
