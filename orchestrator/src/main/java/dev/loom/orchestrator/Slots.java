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
final class Slots {
  static final int ELDEST_EVERY = 4;

  private final int slotsMax;
  private final Map<Object, String> holders = new HashMap<>();
  private final List<Waiting> line = new ArrayList<>();
  private long granted;

  private record Waiting(Object holder, String workspace, Priority priority, Runnable begin) {}

  Slots(int slotsMax) {
    this.slotsMax = slotsMax;
  }

  /// Gets in line.
  ///
  /// @param begin called once when it is this one's turn, at once if there is room
  void request(Object holder, String workspace, Priority priority, Runnable begin) {
    synchronized (this) {
      if (holders.size() >= slotsMax) {
        line.add(new Waiting(holder, workspace, priority, begin));
        return;
      }
      holders.put(holder, workspace);
    }
    begin.run();
  }

  /// Takes a slot without waiting: a task that was begun and only waited for a person goes on, even
  /// if that makes one too many for a while.
  synchronized void enter(Object holder, String workspace) {
    holders.put(holder, workspace);
  }

  /// Gives a slot back, or leaves the line.
  void release(Object holder) {
    Waiting next = null;
    synchronized (this) {
      if (holders.remove(holder) == null) {
        line.removeIf(waiting -> waiting.holder() == holder);
      } else if (!line.isEmpty() && holders.size() < slotsMax) {
        next = chosen();
        line.remove(next);
        holders.put(next.holder(), next.workspace());
      }
    }
    if (next != null) {
      next.begin().run();
    }
  }

  private Waiting chosen() {
    granted++;
    if (granted % ELDEST_EVERY == 0) {
      return line.getFirst();
    }
    var busy = new HashMap<String, Integer>();
    holders.values().forEach(workspace -> busy.merge(workspace, 1, Integer::sum));
    return line.stream()
        .min(
            Comparator.comparing(Waiting::priority, Comparator.reverseOrder())
                .thenComparing(waiting -> busy.getOrDefault(waiting.workspace(), 0)))
        .orElseThrow();
  }

  /// How many wait in line.
  synchronized int waiting() {
    return line.size();
  }
}
