package dev.loom.tools.change;

import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.util.List;

/// A call that may be changing any file, because its commands run.
interface RunningCommand {
  TaskId taskId();

  /// Writes down, on any thread, that this call made these differences.
  void recordDifferences(List<FileDifference> differences) throws IOException;
}
