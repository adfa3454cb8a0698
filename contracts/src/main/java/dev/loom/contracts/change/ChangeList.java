package dev.loom.contracts.change;

import java.util.List;

/// The changes of a task, oldest first; empty when nothing is known of it.
public record ChangeList(List<RecordedChange> changes) {
  public ChangeList {
    changes = List.copyOf(changes);
  }
}
