package dev.loom.contracts.task;

import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Something that only a person can answer, as it stands now.
///
/// @param kind what sort of answer it wants
/// @param id of the question; of an approval the step it is about
/// @param subtaskId none for a budget, which is the whole task's
/// @param text what is asked, in words
/// @param proposedAction what will be done on a yes; empty unless it is an approval
/// @param options the answers to choose from; empty when any text will do
/// @param riskLevel of an approval
/// @param actionHash of an approval: binds the answer to this very action
/// @param expiresAt when no answer counts as one: a no, or the default of the question
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

  /// What sort of answer is wanted.
  public enum Kind {
    /// Yes or no.
    APPROVAL,
    /// A text, for a model that asked.
    QUESTION,
    /// `raise`, `finish` or `stop`.
    BUDGET
  }
}
