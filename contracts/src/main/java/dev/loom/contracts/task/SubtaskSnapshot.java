package dev.loom.contracts.task;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.SubtaskId;
import java.util.List;
import java.util.Optional;

/// Current state of a subtask.
///
/// @param retryCount attempts after the first
/// @param summary result or reason of failure; empty while there is none
/// @param confidence confidence of its verification, 0 before
/// @param verification outcome of its verification; empty before
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
    RecordChecks.requireNonNull(
        SubtaskSnapshot.class, id, description, status, dependsOn, summary, verification);
    dependsOn = List.copyOf(dependsOn);
  }
}
