package dev.loom.orchestrator.core;

import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.event.TaskEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Simulates a journal that survives crashes. An append may report a failure before or after it was
/// committed.
final class SimulatedStore {
  private final List<SequencedEvent> journal = new ArrayList<>();

  /// The fault of one append.
  enum Fault {
    NONE,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  /// @param firstSeq the sequence number of the first event; the same append may be repeated
  /// @return whether the append is acknowledged; if not, it may or may not be committed
  boolean append(long firstSeq, List<TaskEvent.Recorded> events, Instant at, Fault fault) {
    if (fault == Fault.BEFORE_COMMIT) {
      return false;
    }
    if (firstSeq == journal.size() + 1) {
      for (var event : events) {
        journal.add(new SequencedEvent(journal.size() + 1, at, event));
      }
    } else if (firstSeq + events.size() != journal.size() + 1
        || !journal.getLast().event().equals(events.getLast())) {
      throw new AssertionError("an append at " + firstSeq + " into " + journal.size() + " events");
    }
    return fault != Fault.AFTER_COMMIT;
  }

  List<SequencedEvent> journal() {
    return journal;
  }
}
