package dev.loom.orchestrator;

import dev.loom.contracts.task.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Limits the number of tasks that run at the same time and queues the others.
///
/// Admits the highest priority first; within a priority, the workspace with the fewest running
/// tasks; then the task that has waited longest. Every [#OLDEST_EVERY]th task taken from the queue
/// is the one that has waited longest of all, so that no task starves.
final class TaskAdmission {
  static final int OLDEST_EVERY = 4;

  private final int slotsMax;
  private final Map<Object, String> holders = new HashMap<>();
  private final List<QueuedTask> queue = new ArrayList<>();
  private long admittedFromQueue;

  private record QueuedTask(
      Object holder, String workspace, Priority priority, Runnable onAdmitted) {}

  TaskAdmission(int slotsMax) {
    this.slotsMax = slotsMax;
  }

  /// Requests a slot.
  ///
  /// @param onAdmitted called once when the slot is assigned: on the caller's thread if one is
  ///   free, otherwise on the thread that releases one
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

  /// Assigns a slot immediately, to a started task that continues after waiting for the user. The
  /// limit may be exceeded until another task releases its slot.
  synchronized void admitImmediately(Object holder, String workspace) {
    holders.put(holder, workspace);
  }

  /// Releases a slot, or removes the task from the queue.
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
    admittedFromQueue++;
    if (admittedFromQueue % OLDEST_EVERY == 0) {
      return queue.getFirst();
    }
    var runningByWorkspace = new HashMap<String, Integer>();
    holders.values().forEach(workspace -> runningByWorkspace.merge(workspace, 1, Integer::sum));
    return queue.stream()
        .min(
            Comparator.comparing(QueuedTask::priority, Comparator.reverseOrder())
                .thenComparing(queued -> runningByWorkspace.getOrDefault(queued.workspace(), 0)))
        .orElseThrow();
  }

  synchronized int queueLength() {
    return queue.size();
  }
}
