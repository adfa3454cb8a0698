package dev.loom.engine.replay;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.journal.AppendEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Stores the journal of one replayed task in memory.
final class ReplayJournal {
  private final List<TaskEvent.Recorded> events = new ArrayList<>();
  private boolean ended;

  synchronized AppendEvents.Appended append(AppendEvents append) {
    events.addAll(append.events());
    ended |= append.events().stream().anyMatch(event -> event.type().endsTask());
    notifyAll();
    return new AppendEvents.Appended(append.lastSeq());
  }

  synchronized List<TaskEvent.Recorded> events() {
    return List.copyOf(events);
  }

  /// Waits for the end of the task.
  ///
  /// @return whether the task has ended
  boolean awaitEnd(long secondsMax) throws InterruptedException {
    return awaitCount(Long.MAX_VALUE, TimeUnit.SECONDS.toMillis(secondsMax));
  }

  /// Waits for a number of events or the end of the task.
  ///
  /// @return whether the task has ended
  synchronized boolean awaitCount(long count, long millisMax) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    while (events.size() < count && !ended && System.nanoTime() - deadline < 0) {
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }
    return ended;
  }
}
