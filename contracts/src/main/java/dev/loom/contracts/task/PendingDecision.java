package dev.loom.contracts.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Decision of a user that a task is waiting for. In JSON every kind has the same fields, see
/// [Fields].
public sealed interface PendingDecision {
  /// Returns the id of the question; for an approval, the step.
  String id();

  /// Returns the question or the reason.
  String text();

  /// Returns the time at which an approval is rejected, a question expires, or a budget decision
  /// defaults to `finish`.
  Instant expiresAt();

  /// Converts the decision to its JSON form.
  @JsonValue
  Fields toFields();

  /// Converts a decision from its JSON form.
  @JsonCreator
  static PendingDecision fromFields(Fields fields) {
    return switch (fields.kind()) {
      case APPROVAL ->
          new Approval(
              fields.id(),
              fields.subtaskId().orElseThrow(),
              fields.text(),
              fields.proposedAction(),
              fields.riskLevel().orElseThrow(),
              fields.actionHash(),
              fields.expiresAt());
      case QUESTION ->
          new Question(
              fields.id(),
              fields.subtaskId().orElseThrow(),
              fields.text(),
              fields.options(),
              fields.expiresAt());
      case BUDGET -> new Budget(fields.id(), fields.text(), fields.options(), fields.expiresAt());
    };
  }

  /// Approve or reject an action or result.
  ///
  /// @param actionHash hash of the exact action
  record Approval(
      String id,
      SubtaskId subtaskId,
      String text,
      String proposedAction,
      RiskLevel riskLevel,
      String actionHash,
      Instant expiresAt)
      implements PendingDecision {
    public Approval {
      RecordChecks.requireNonNull(
          Approval.class, id, subtaskId, text, proposedAction, riskLevel, actionHash, expiresAt);
    }

    @Override
    public Fields toFields() {
      return new Fields(
          Kind.APPROVAL,
          id,
          Optional.of(subtaskId),
          text,
          proposedAction,
          List.of(),
          Optional.of(riskLevel),
          actionHash,
          expiresAt);
    }
  }

  /// Answer a model's question.
  ///
  /// @param options suggested answers
  record Question(
      String id, SubtaskId subtaskId, String text, List<String> options, Instant expiresAt)
      implements PendingDecision {
    public Question {
      RecordChecks.requireNonNull(Question.class, id, subtaskId, text, options, expiresAt);
      options = List.copyOf(options);
    }

    @Override
    public Fields toFields() {
      return Fields.withoutAction(
          Kind.QUESTION, id, Optional.of(subtaskId), text, options, expiresAt);
    }
  }

  /// Answer `raise`, `finish` or `stop`; concerns the whole task.
  ///
  /// @param options allowed answers
  record Budget(String id, String text, List<String> options, Instant expiresAt)
      implements PendingDecision {
    public Budget {
      RecordChecks.requireNonNull(Budget.class, id, text, options, expiresAt);
      options = List.copyOf(options);
    }

    @Override
    public Fields toFields() {
      return Fields.withoutAction(Kind.BUDGET, id, Optional.empty(), text, options, expiresAt);
    }
  }

  /// Kind of decision in JSON.
  enum Kind {
    APPROVAL,
    QUESTION,
    BUDGET
  }

  /// JSON form of a decision; fields that a kind lacks are empty.
  record Fields(
      Kind kind,
      String id,
      Optional<SubtaskId> subtaskId,
      String text,
      String proposedAction,
      List<String> options,
      Optional<RiskLevel> riskLevel,
      String actionHash,
      Instant expiresAt) {
    private static Fields withoutAction(
        Kind kind,
        String id,
        Optional<SubtaskId> subtaskId,
        String text,
        List<String> options,
        Instant expiresAt) {
      return new Fields(kind, id, subtaskId, text, "", options, Optional.empty(), "", expiresAt);
    }
  }
}
