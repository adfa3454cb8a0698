package dev.loom.orchestrator.core;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.orchestrator.loop.Attempt;
import dev.loom.orchestrator.loop.Phase;
import dev.loom.orchestrator.loop.ToolCallState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Represents a subtask as derived from its events.
///
/// @param dependencies the subtasks that must be completed before it starts
/// @param earlierAttempts the number of attempts under earlier plans; their numbers are not reused
/// @param startedAt the start of its first attempt
/// @param attempt the current or last attempt
/// @param pendingDecision the user's decision that it waits for
/// @param summary the result, or the reason of the failure, for users
/// @param failures the reasons of its failed attempts
/// @param failureCategory the category of the last failure; empty if there is none
/// @param verification the outcome of the last verification; empty before
/// @param changes the files changed by all its attempts
public record SubtaskState(
    Subtask definition,
    List<SubtaskId> dependencies,
    int earlierAttempts,
    SubtaskStatus status,
    Instant startedAt,
    Attempt attempt,
    Optional<PendingDecision> pendingDecision,
    String summary,
    double confidence,
    List<String> failures,
    String failureCategory,
    Optional<Verdict.Outcome> verification,
    WorkspaceChanges changes) {
  public SubtaskState {
    dependencies = List.copyOf(dependencies);
    failures = List.copyOf(failures);
  }

  static SubtaskState pending(
      Subtask definition, List<SubtaskId> dependencies, int earlierAttempts) {
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        SubtaskStatus.PENDING,
        Instant.EPOCH,
        Attempt.initial(earlierAttempts, definition.modelTier()),
        Optional.empty(),
        "",
        0,
        List.of(),
        "",
        Optional.empty(),
        WorkspaceChanges.NONE);
  }

  public SubtaskId id() {
    return definition.id();
  }

  public Phase phase() {
    return attempt.phase();
  }

  /// Returns the model's last text.
  public String answer() {
    return attempt.answer();
  }

  /// Returns the number of attempts after the first under the current plan.
  public int retries() {
    return Math.max(0, attempt.number() - earlierAttempts - 1);
  }

  /// Returns whether some of its work is running.
  boolean isActive() {
    return status == SubtaskStatus.RUNNING
        && switch (attempt.phase()) {
          case Phase.AwaitingBudget p -> false;
          case Phase.RunningTools p ->
              p.calls().stream().anyMatch(call -> call.status() == ToolCallState.Status.STARTED);
          case Phase.Idle p -> true;
          case Phase.AwaitingModel p -> true;
          case Phase.Verifying p -> true;
          case Phase.Verified p -> true;
          case Phase.AwaitingApproval p -> true;
        };
  }

  /// Returns the step of a turn of the current attempt.
  StepId turnStep(int turn) {
    return StepId.turn(id(), attempt.number(), turn);
  }

  SubtaskState start(int number, int modelTier, Instant at) {
    var firstStart = retries() == 0 && startedAt.equals(Instant.EPOCH) ? at : startedAt;
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        SubtaskStatus.RUNNING,
        firstStart,
        Attempt.started(number, modelTier, at),
        Optional.empty(),
        summary,
        0,
        failures,
        failureCategory,
        Optional.empty(),
        changes);
  }

  SubtaskState retry(int modelTier) {
    return with(SubtaskStatus.PENDING, attempt.withModelTier(modelTier));
  }

  SubtaskState with(Phase phase) {
    return with(status, attempt.with(phase));
  }

  SubtaskState with(Attempt newAttempt) {
    return with(status, newAttempt);
  }

  SubtaskState awaitDecision(Phase phase, PendingDecision decision) {
    return with(SubtaskStatus.WAITING_APPROVAL, attempt.with(phase), Optional.of(decision));
  }

  SubtaskState resumedAt(Instant at, Phase phase) {
    return with(SubtaskStatus.RUNNING, attempt.activeSince(at).with(phase), Optional.empty());
  }

  private SubtaskState with(SubtaskStatus newStatus, Attempt newAttempt) {
    return with(newStatus, newAttempt, pendingDecision);
  }

  private SubtaskState with(
      SubtaskStatus newStatus, Attempt newAttempt, Optional<PendingDecision> decision) {
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        newStatus,
        startedAt,
        newAttempt,
        decision,
        summary,
        confidence,
        failures,
        failureCategory,
        verification,
        changes);
  }

  SubtaskState afterToolCall(Attempt after, List<FileChange> files) {
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        SubtaskStatus.RUNNING,
        startedAt,
        after,
        Optional.empty(),
        summary,
        confidence,
        failures,
        failureCategory,
        verification,
        changes.plus(files));
  }

  SubtaskState completed(SubtaskCompleted event) {
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        SubtaskStatus.COMPLETED,
        startedAt,
        attempt.ended(),
        Optional.empty(),
        event.summary(),
        event.confidence(),
        failures,
        failureCategory,
        Optional.of(event.verification()),
        changes);
  }

  SubtaskState failed(SubtaskFailed event) {
    var newFailures = new ArrayList<>(failures);
    newFailures.add(event.feedback());
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        SubtaskStatus.FAILED,
        startedAt,
        attempt.ended(),
        Optional.empty(),
        event.feedback(),
        0,
        newFailures,
        event.category(),
        event.verificationTier() > 0 ? Optional.of(Verdict.Outcome.FAILED) : Optional.empty(),
        changes);
  }

  SubtaskState skipped(String reason) {
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        SubtaskStatus.SKIPPED,
        startedAt,
        attempt.ended(),
        Optional.empty(),
        reason,
        0,
        failures,
        failureCategory,
        Optional.empty(),
        changes);
  }
}
