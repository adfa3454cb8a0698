package dev.loom.contracts.journal;

import java.util.List;

/// Asks whether the storage works. Replied to with a [StorageHealth].
public record CheckStorage() {
  /// State of the storage.
  ///
  /// @param accepts whether events can be recorded; if not, no task is accepted
  /// @param problems why events cannot be recorded, and what was damaged when the engine started
  public record StorageHealth(boolean accepts, List<String> problems) {
    public StorageHealth {
      problems = List.copyOf(problems);
    }
  }
}
