package dev.loom.contracts.task;

import dev.loom.contracts.id.SubtaskId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How far a subtask is.
///
/// @param retryCount attempts after the first
/// @param summary what came of it, or why it failed; empty while there is nothing to say
/// @param confidence of its verification, 0 before
/// @param verification what verification found; none before
public record SubtaskSnapshot(
    SubtaskId id,
    String description,
    SubtaskStatus status,
    List<SubtaskId> dependsOn,
    int retryCount,
    String summary,
    double confidence,
    Optional<Verdict.Outcome> verification) {
  public SubtaskSnapshot {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(status, "status");
    dependsOn = List.copyOf(dependsOn);
    Objects.requireNonNull(summary, "summary");
    Objects.requireNonNull(verification, "verification");
  }
}
