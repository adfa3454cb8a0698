package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;

/// Announces that a task waits for a decision, or no longer does. Only a hint: it may get lost, and
/// [ListPendingDecisions] has the truth.
///
/// @param decisionId id of the [PendingDecision]
public record DecisionChanged(TaskId taskId, String decisionId, State state) {
  /// State of a decision.
  public enum State {
    /// The task waits for it.
    REQUESTED,
    /// It was made, expired, or became pointless.
    RESOLVED
  }
}
