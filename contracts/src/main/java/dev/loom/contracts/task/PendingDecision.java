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
  default Fields toFields() {
    var none = Optional.<RiskLevel>empty();
    return switch (this) {
      case Approval(var id, var subtask, var text, var action, var risk, var hash, var at) ->
          new Fields(
              Kind.APPROVAL,
              id,
              Optional.of(subtask),
              text,
              action,
              List.of(),
              Optional.of(risk),
              hash,
              at);
      case Question(var id, var subtask, var text, var options, var at) ->
          new Fields(Kind.QUESTION, id, Optional.of(subtask), text, "", options, none, "", at);
      case Budget(var id, var text, var options, var at) ->
          new Fields(Kind.BUDGET, id, Optional.empty(), text, "", options, none, "", at);
    };
  }

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
      Instant expiresAt) {}
}
