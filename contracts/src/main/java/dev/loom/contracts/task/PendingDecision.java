package dev.loom.contracts.task;

import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Decision of a user that a task is waiting for.
///
/// @param kind kind of decision
/// @param id id of the question; for an approval, the step
/// @param subtaskId empty for a budget, which concerns the whole task
/// @param text question or reason
/// @param proposedAction action executed on approval; empty for other kinds
/// @param options allowed answers to a budget decision, or suggested answers to a model's question
/// @param riskLevel risk of the action, for an approval
/// @param actionHash hash of the exact action, for an approval
/// @param expiresAt time at which an approval is rejected, a question expires, or a budget decision
///   defaults to `finish`
public record PendingDecision(
    Kind kind,
    String id,
    Optional<SubtaskId> subtaskId,
    String text,
    String proposedAction,
    List<String> options,
    Optional<RiskLevel> riskLevel,
    String actionHash,
    Instant expiresAt) {
  public PendingDecision {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(subtaskId, "subtaskId");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(proposedAction, "proposedAction");
    options = List.copyOf(options);
    Objects.requireNonNull(riskLevel, "riskLevel");
    Objects.requireNonNull(actionHash, "actionHash");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }

  /// Kind of decision.
  public enum Kind {
    /// Approve or reject an action.
    APPROVAL,
    /// Answer a model's question.
    QUESTION,
    /// Answer `raise`, `finish` or `stop`.
    BUDGET
  }
}
