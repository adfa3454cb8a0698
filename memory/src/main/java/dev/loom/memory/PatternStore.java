package dev.loom.memory;

import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.ListPatterns;
import io.vertx.core.Future;

/// Stores learned patterns. Observations are added by the appends that bring them, none is lost.
/// Called as a [JournalStore].
interface PatternStore {
  /// Lists patterns, most frequent first.
  Future<ListPatterns.Found> list(ListPatterns request);

  /// Deletes one pattern or all.
  Future<DeletePatterns.Deleted> delete(DeletePatterns request);
}
