package dev.loom.orchestrator;

import dev.loom.contracts.task.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many tasks are worked on at a time; the others wait in line.
///
/// Next comes the highest priority, among equals the workspace that has the fewest tasks being
/// worked on, among those whoever waits longest. But every [#ELDEST_EVERY]th turn goes to whoever
/// waits longest of all, so that nobody waits for ever.
final class TaskAdmission {
  static final int OLDEST_EVERY = 4;

  private final int slotsMax;
  private final Map<Object, String> holders = new HashMap<>();
  private final List<QueuedTask> queue = new ArrayList<>();
  private long granted;

  private record QueuedTask(
      Object holder, String workspace, Priority priority, Runnable onAdmitted) {}

  TaskAdmission(int slotsMax) {
    this.slotsMax = slotsMax;
  }

  /// Gets in line.
  ///
  /// @param begin called once when it is this one's turn, at once if there is room
  void request(Object holder, String workspace, Priority priority, Runnable onAdmitted) {
    synchronized (this) {
      if (holders.size() >= slotsMax) {
        queue.add(new QueuedTask(holder, workspace, priority, onAdmitted));
        return;
      }
      holders.put(holder, workspace);
    }
    onAdmitted.run();
  }

  /// Takes a slot without waiting: a task that was begun and only waited for a person goes on, even
  /// if that makes one too many for a while.
  synchronized void admitImmediately(Object holder, String workspace) {
    holders.put(holder, workspace);
  }

  /// Gives a slot back, or leaves the line.
  void release(Object holder) {
    QueuedTask next = null;
    synchronized (this) {
      if (holders.remove(holder) == null) {
        queue.removeIf(queued -> queued.holder() == holder);
      } else if (!queue.isEmpty() && holders.size() < slotsMax) {
        next = selectNext();
        queue.remove(next);
        holders.put(next.holder(), next.workspace());
      }
    }
    if (next != null) {
      next.onAdmitted().run();
    }
  }

  private QueuedTask selectNext() {
    granted++;
    if (granted % OLDEST_EVERY == 0) {
      return queue.getFirst();
    }
    var busy = new HashMap<String, Integer>();
    holders.values().forEach(workspace -> busy.merge(workspace, 1, Integer::sum));
    return queue.stream()
        .min(
            Comparator.comparing(QueuedTask::priority, Comparator.reverseOrder())
                .thenComparing(queued -> busy.getOrDefault(queued.workspace(), 0)))
        .orElseThrow();
  }

  /// How many wait in line.
  synchronized int queueLength() {
    return queue.size();
  }
}
