package dev.loom.contracts.journal;

import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.TaskId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Makes an engine the owner of tasks that no living engine owns: of unfinished ones, oldest first,
/// or of one particular task, finished or not.
///
/// @param engine new owner; must be alive
/// @param taskId the only task to claim; empty for any that are not finished
/// @param countMax maximum number of tasks
public record ClaimTasks(EngineId engine, Optional<TaskId> taskId, int countMax) {
  public ClaimTasks {
    Objects.checkIndex(countMax - 1, 10_000);
  }

  /// Reply with the claimed tasks, oldest first. Tasks that the engine already owned are not among
  /// them.
  ///
  /// @param afterCrash whether the previous engine ended without closing the storage
  public record Claimed(List<TaskId> taskIds, boolean afterCrash) {
    public Claimed {
      taskIds = List.copyOf(taskIds);
    }
  }
}
