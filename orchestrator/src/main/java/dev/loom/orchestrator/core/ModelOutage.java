package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.ModelWaiting;
import dev.loom.contracts.task.TaskSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Represents an outage that model requests of the task wait for.
///
/// @param saidAt when the last event about an outage was recorded
/// @param since when the present outage was noticed
/// @param last the last event about it; empty if no request is known to wait
public record ModelOutage(Instant saidAt, Instant since, Optional<ModelWaiting> last) {
  static final ModelOutage NONE = new ModelOutage(Instant.EPOCH, Instant.EPOCH, Optional.empty());

  /// The shortest time between two events about outages, as there may be many parallel requests.
  private static final Duration EVENT_PERIOD = Duration.ofSeconds(30);

  boolean mayRecord(Instant now) {
    return !now.isBefore(saidAt.plus(EVENT_PERIOD));
  }

  ModelOutage reported(ModelWaiting event, Instant at) {
    return new ModelOutage(at, last.isPresent() ? since : at, Optional.of(event));
  }

  ModelOutage ended() {
    return new ModelOutage(saidAt, since, Optional.empty());
  }

  public boolean isPresent() {
    return last.isPresent();
  }

  /// Returns the outage as clients see it; empty if there is none.
  public Optional<TaskSnapshot.ModelOutage> snapshot() {
    return last.map(
        event ->
            new TaskSnapshot.ModelOutage(
                since,
                event.subtaskId(),
                event.model(),
                event.reason(),
                event.attempt(),
                event.retryAt()));
  }
}
