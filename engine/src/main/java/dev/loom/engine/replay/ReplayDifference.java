package dev.loom.engine.replay;

import dev.loom.contracts.RecordChecks;

/// Represents one difference between a recording and its replay.
///
/// @param area `plan`, `call`, `prompt`, `model`, `verdict`, `tokens`, `cost`, `status`, `summary`
///   or `files`
/// @param where subtask or step, empty for the whole task
/// @param recorded recorded value, empty if absent
/// @param replayed replayed value, empty if absent
public record ReplayDifference(String area, String where, String recorded, String replayed) {
  public ReplayDifference {
    RecordChecks.requireNonNull(ReplayDifference.class, area, where, recorded, replayed);
  }
}
