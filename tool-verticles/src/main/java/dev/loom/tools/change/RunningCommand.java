package dev.loom.tools.change;

import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.util.List;

/// A call with running processes, to which changes found by any scan may be attributed.
interface RunningCommand {
  TaskId taskId();

  /// Records differences as changes of this call. May be called from any thread.
  void recordDifferences(List<FileDifference> differences) throws IOException;
}
