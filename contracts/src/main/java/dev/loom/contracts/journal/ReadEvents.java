package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Asks for a page of a task's journal as readers see it.
///
/// @param afterSeq the number of the last event already seen, 0 for none
/// @param countMax the largest page wanted
public record ReadEvents(TaskId taskId, long afterSeq, int countMax) {
  public ReadEvents {
    Objects.requireNonNull(taskId, "taskId");
    if (afterSeq < 0 || countMax < 1) {
      throw new IllegalArgumentException("read after 0 or more, one event or more");
    }
  }
}
