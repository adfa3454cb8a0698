package dev.loom.contracts.event;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.contracts.RecordChecks;
import java.time.Instant;

/// Complete event with its sequence number and time, for reducing.
public record SequencedEvent(
    long seq,
    Instant at,
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event_type") TaskEvent.Recorded event) {
  public SequencedEvent {
    RecordChecks.requireNonNull(SequencedEvent.class, at, event);
  }
}
