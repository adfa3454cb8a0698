package dev.loom.memory;

import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.CheckStorage.StorageHealth;
import dev.loom.contracts.journal.FindReply;
import dev.loom.contracts.journal.SaveReply;
import io.vertx.core.Future;

/// Opened database with all stores.
interface Storage extends JournalStore, WebhookStore, PatternStore {
  /// Finds the reply to a request with an idempotency key.
  Future<FindReply.Found> find(FindReply request);

  /// Saves the reply to a request with an idempotency key, replacing an older one.
  Future<SaveReply.Saved> save(SaveReply request);

  /// Checks everything that is stored without changing it. Blocks for up to several minutes.
  AuditReport audit();

  /// Returns whether events can be recorded, and what was damaged when the database was opened.
  Future<StorageHealth> check();

  /// Completes when everything queued is written and the database is closed.
  Future<Void> close();
}
