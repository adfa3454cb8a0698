package dev.loom.contracts.journal;

/// Asks which tasks were accepted and are not finished, oldest first.
public record UnfinishedTasks() {
  /// The answer.
  public record Found(java.util.List<dev.loom.contracts.id.TaskId> taskIds) {
    public Found {
      taskIds = java.util.List.copyOf(taskIds);
    }
  }
}
