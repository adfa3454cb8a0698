package dev.loom.orchestrator;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/// How many tasks are worked on at a time; the others wait in line.
final class Slots {
  private final int slotsMax;
  private final Set<Object> holders = new HashSet<>();
  private final Queue<Waiting> line = new ArrayDeque<>();

  private record Waiting(Object holder, Runnable granted) {}

  Slots(int slotsMax) {
    this.slotsMax = slotsMax;
  }

  /// Gets in line.
  ///
  /// @param granted called once when it is this one's turn, at once if there is room
  void request(Object holder, Runnable granted) {
    synchronized (this) {
      if (holders.size() >= slotsMax) {
        line.add(new Waiting(holder, granted));
        return;
      }
      holders.add(holder);
    }
    granted.run();
  }

  /// Gives a slot back, or leaves the line.
  void release(Object holder) {
    Waiting next;
    synchronized (this) {
      if (!holders.remove(holder)) {
        line.removeIf(waiting -> waiting.holder() == holder);
        return;
      }
      next = line.poll();
      if (next != null) {
        holders.add(next.holder());
      }
    }
    if (next != null) {
      next.granted().run();
    }
  }

  /// How many wait in line.
  synchronized int waiting() {
    return line.size();
  }
}
