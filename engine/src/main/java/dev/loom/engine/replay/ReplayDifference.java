package dev.loom.engine.replay;

import java.util.Objects;

/// One thing that came otherwise than it was recorded.
///
/// @param area `plan`, `call`, `prompt`, `model`, `verdict`, `tokens`, `cost`, `status`, `summary`
///   or `files`
/// @param where the subtask or step, or empty for the whole task
/// @param recorded how it was; empty when there was no such thing
/// @param replayed how it is; empty when there is no such thing
public record ReplayDifference(String area, String where, String recorded, String replayed) {
  public ReplayDifference {
    Objects.requireNonNull(area, "area");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(recorded, "recorded");
    Objects.requireNonNull(replayed, "replayed");
  }
}
