package dev.loom.contracts.event;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import java.time.Instant;
import java.util.Objects;

/// An event with the time it was recorded at, complete, for folding.
public record PastEvent(
    long seq,
    Instant at,
    @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "event_type")
        @JsonTypeIdResolver(EventTypeId.class)
        TaskEvent.Recorded event) {
  public PastEvent {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(event, "event");
  }
}
