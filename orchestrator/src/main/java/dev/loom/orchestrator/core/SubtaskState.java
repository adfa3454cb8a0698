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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A subtask as its events tell it.
///
/// @param needs what must be completed before it starts
/// @param attemptsBefore attempts under earlier plans; their numbers are not used again
/// @param startedAt when its first attempt began
/// @param attempt the one it is in, or the last one
/// @param waitingFor what a person has to answer before it goes on
/// @param summary for people: what came of it, or why it failed
/// @param failures why each earlier attempt failed
/// @param failureCategory of the last failure; empty when there is none
/// @param verification what verification found; empty before
/// @param changes the files it changed in all its attempts
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

  /// Its name.
  public SubtaskId id() {
    return definition.id();
  }

  /// What it is waiting for.
  public Phase phase() {
    return attempt.phase();
  }

  /// What the model said last.
  public String answer() {
    return attempt.answer();
  }

  /// Attempts after the first, under the present plan.
  public int retries() {
    return Math.max(0, attempt.number() - earlierAttempts - 1);
  }

  /// Whether something of it runs.
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

  /// The step of a turn in the present attempt.
  StepId turnStep(int turn) {
    return StepId.turn(id(), attempt.number(), turn);
  }

  SubtaskState start(int number, int modelTier, Instant at) {
    var first = retries() == 0 && startedAt.equals(Instant.EPOCH) ? at : startedAt;
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        SubtaskStatus.RUNNING,
        first,
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
    var known = new ArrayList<>(failures);
    known.add(event.feedback());
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
        known,
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
