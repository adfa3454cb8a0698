package dev.loom.orchestrator.core;

import dev.loom.contracts.event.RecordedEvent;
import dev.loom.contracts.event.TaskEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A journal that survives crashes and sometimes says it failed: before it wrote anything, or after
/// it wrote everything.
final class SimulatedStore {
  private final List<RecordedEvent> journal = new ArrayList<>();

  /// What happens to one append.
  enum Fault {
    NONE,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  /// @param firstSeq one more than the last recorded; the very same append may be asked again
  /// @return whether it is acknowledged; if not, nobody knows whether it is recorded
  boolean append(long firstSeq, List<TaskEvent.Recorded> events, Instant at, Fault fault) {
    if (fault == Fault.BEFORE_COMMIT) {
      return false;
    }
    if (firstSeq == journal.size() + 1) {
      for (var event : events) {
        journal.add(new RecordedEvent(journal.size() + 1, at, event));
      }
    } else if (firstSeq + events.size() != journal.size() + 1
        || !journal.getLast().event().equals(events.getLast())) {
      throw new AssertionError("an append at " + firstSeq + " into " + journal.size() + " events");
    }
    return fault != Fault.AFTER_COMMIT;
  }

  List<RecordedEvent> journal() {
    return journal;
  }
}
