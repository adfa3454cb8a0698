package dev.loom.orchestrator.core;

import java.time.Instant;

/// Represents how far a task's events go.
///
/// @param lastSeq the sequence number of the last event; 0 before the first
/// @param lastAt the time of the last event
public record TaskTimeline(long lastSeq, Instant createdAt, Instant lastAt) {
  static final TaskTimeline EMPTY = new TaskTimeline(0, Instant.EPOCH, Instant.EPOCH);

  TaskTimeline next(Instant at) {
    return new TaskTimeline(lastSeq + 1, lastSeq == 0 ? at : createdAt, at);
  }
}
