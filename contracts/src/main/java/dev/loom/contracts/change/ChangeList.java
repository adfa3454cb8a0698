package dev.loom.contracts.change;

import java.util.List;

/// Changes of a task, oldest first; empty if none are recorded.
public record ChangeList(List<RecordedChange> changes) {
  public ChangeList {
    changes = List.copyOf(changes);
  }
}
