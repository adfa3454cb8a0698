package dev.loom.memory;

import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.journal.SaveCheckpoint;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Future;
import java.time.Instant;

/// Stores the journals of all tasks, their snapshots, owners and idempotency keys. An append is
/// stored completely or not at all. After its commit, and only then, the store publishes the
/// entries in order and the snapshot, if it changed, to the receivers that it was opened with.
///
/// Called on one event loop. A failure is a [dev.loom.contracts.error.ServiceException], or a
/// database error that [DatabaseErrors] classifies. `JournalStoreContract` in the tests says what
/// every implementation must do.
interface JournalStore {
  /// Registers the life of an engine, which replaces all earlier ones that use the same home. A
  /// replaced engine stores nothing more.
  Future<?> register(EngineId engine, Instant now);

  /// Appends events. The future succeeds after the commit; it succeeds again if the same append is
  /// repeated.
  Future<AppendEvents.Appended> append(AppendEvents request);

  /// Gives tasks without a living owner to an engine.
  Future<ClaimTasks.Claimed> claim(ClaimTasks request);

  /// Reads events in order, long texts truncated.
  Future<ReadEvents.Page> page(ReadEvents request);

  /// Replaces the checkpoint of an unfinished task by a later one. The end of a task deletes it.
  Future<SaveCheckpoint.Saved> save(SaveCheckpoint request);

  /// Reads the events of a task in order, complete: all, or those after the checkpoint of the
  /// requested version.
  Future<LoadTaskHistory.History> history(LoadTaskHistory request);

  /// Reads a complete text.
  Future<ReadBlob.Blob> text(ReadBlob request);

  /// Reads the snapshot of a task after its last event.
  Future<TaskSnapshot> find(FindTask request);

  /// Lists tasks, newest first.
  Future<ListTasks.Found> list(ListTasks request);

  /// Lists what tasks wait for from users.
  Future<ListPendingDecisions.Found> pendingDecisions(ListPendingDecisions request);

  /// Finds the task that was submitted with a key.
  Future<FindByIdempotencyKey.Found> findByKey(FindByIdempotencyKey request);
}
