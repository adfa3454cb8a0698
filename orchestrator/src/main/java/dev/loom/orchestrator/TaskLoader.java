package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.SaveCheckpoint;
import dev.loom.orchestrator.core.StateJson;
import dev.loom.orchestrator.core.TaskReducer;
import dev.loom.orchestrator.core.TaskState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Loads the states of tasks from their journals, beginning at the latest checkpoint.
final class TaskLoader {
  private static final Logger LOG = System.getLogger(TaskLoader.class.getName());

  private TaskLoader() {}

  /// Loads a state. Blocks.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if there is no such task or its journal
  ///   cannot be read
  static TaskState load(Bus bus, TaskId id) throws InterruptedException {
    var request = new LoadTaskHistory(id, StateJson.VERSION);
    var history = bus.request(Addresses.JOURNAL_LOAD_HISTORY, request);
    var checkpoint = history.checkpoint().flatMap(StateJson::read);
    return history.checkpoint().isPresent() && checkpoint.isEmpty()
        ? loadFromStart(bus, id)
        : TaskReducer.replay(checkpoint.orElse(TaskState.NONE), history.events());
  }

  /// Loads a state without its checkpoint. Blocks.
  static TaskState loadFromStart(Bus bus, TaskId id) throws InterruptedException {
    var history = bus.request(Addresses.JOURNAL_LOAD_HISTORY, new LoadTaskHistory(id));
    return TaskReducer.replay(TaskState.NONE, history.events());
  }

  /// Saves a checkpoint in the background. If that fails, loading takes longer.
  static void saveCheckpoint(Bus bus, TaskId id, TaskState state) {
    Thread.startVirtualThread(
        () ->
            bus.requestAsync(
                    Addresses.CHECKPOINT_SAVE, new SaveCheckpoint(id, StateJson.write(state)))
                .onFailure(
                    failure ->
                        LOG.log(
                            Level.DEBUG,
                            "The checkpoint of task {0} was not saved: {1}",
                            id,
                            failure.getMessage())));
  }
}
