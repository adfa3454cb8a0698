package dev.loom.orchestrator.core;

import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.orchestrator.loop.Attempt;
import dev.loom.orchestrator.loop.Conversation;
import dev.loom.orchestrator.loop.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Represents a subtask as derived from its events.
///
/// @param dependencies the subtasks that must be completed before it starts
/// @param earlierAttempts the number of attempts under earlier plans; their numbers are not reused
/// @param startedAt the start of its first attempt
/// @param attempt the current or last attempt
/// @param review what happened to the attempt's answer so far
/// @param pendingDecision the user's decision that it waits for
/// @param changes the files changed by all its attempts
public record SubtaskState(
    Subtask definition,
    List<SubtaskId> dependencies,
    int earlierAttempts,
    SubtaskStatus status,
    Instant startedAt,
    Attempt attempt,
    Review review,
    Optional<PendingDecision> pendingDecision,
    SubtaskResult result,
    WorkspaceChanges changes) {
  public SubtaskState {
    dependencies = List.copyOf(dependencies);
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
        Review.NONE,
        Optional.empty(),
        SubtaskResult.NONE,
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
    return attempt.progress().answer();
  }

  /// Returns the result, or the reason of the failure, for users.
  public String summary() {
    return result.summary();
  }

  /// Returns the reasons of its failed attempts.
  public List<String> failures() {
    return result.failures();
  }

  /// Returns the number of attempts after the first under the current plan.
  public int retries() {
    return Math.max(0, attempt.number() - earlierAttempts - 1);
  }

  /// Returns whether some of its work is running.
  boolean isActive() {
    return status == SubtaskStatus.RUNNING && attempt.isActive();
  }

  /// Returns whether its answer is being verified.
  boolean isVerifying() {
    return phase() instanceof Phase.Answered && review.verdict().isEmpty();
  }

  /// Returns the step of a turn of the current attempt.
  StepId turnStep(int turn) {
    return StepId.turn(id(), attempt.number(), turn);
  }

  /// Returns the step of the current turn.
  StepId currentStep() {
    return turnStep(phase().turn());
  }

  SubtaskState start(int number, int modelTier, Instant at) {
    var firstStart = retries() == 0 && startedAt.equals(Instant.EPOCH) ? at : startedAt;
    var started = Attempt.started(number, modelTier, at, Conversation.EMPTY);
    return with(SubtaskStatus.RUNNING, started, Review.NONE, Optional.empty())
        .with(firstStart, result.open(result.summary()), changes);
  }

  SubtaskState retry(int modelTier) {
    return with(SubtaskStatus.PENDING, attempt.withModelTier(modelTier), review, pendingDecision);
  }

  SubtaskState with(Attempt newAttempt) {
    return with(status, newAttempt, review, pendingDecision);
  }

  SubtaskState with(Review newReview) {
    return with(status, attempt, newReview, pendingDecision);
  }

  SubtaskState awaitDecision(Attempt newAttempt, PendingDecision decision) {
    return with(SubtaskStatus.WAITING_APPROVAL, newAttempt, review, Optional.of(decision));
  }

  SubtaskState resumedAt(Instant at, Attempt newAttempt, Review newReview) {
    return with(SubtaskStatus.RUNNING, newAttempt.activeSince(at), newReview, Optional.empty());
  }

  SubtaskState afterToolCall(Attempt after, ToolResult outcome) {
    return with(SubtaskStatus.RUNNING, after, review, Optional.empty())
        .with(
            startedAt,
            result,
            changes.plus(outcome.filesChanged()).withUnknown(outcome.hasUnknownChanges()));
  }

  SubtaskState completed(SubtaskCompleted event) {
    return ended(SubtaskStatus.COMPLETED, result.completed(event));
  }

  SubtaskState failed(SubtaskFailed event) {
    return ended(SubtaskStatus.FAILED, result.failed(event));
  }

  SubtaskState skipped(String reason) {
    return ended(SubtaskStatus.SKIPPED, result.open(reason));
  }

  private SubtaskState ended(SubtaskStatus newStatus, SubtaskResult newResult) {
    return with(newStatus, attempt.ended(), Review.NONE, Optional.empty())
        .with(startedAt, newResult, changes);
  }

  private SubtaskState with(
      Instant newStartedAt, SubtaskResult newResult, WorkspaceChanges newChanges) {
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        status,
        newStartedAt,
        attempt,
        review,
        pendingDecision,
        newResult,
        newChanges);
  }

  private SubtaskState with(
      SubtaskStatus newStatus,
      Attempt newAttempt,
      Review newReview,
      Optional<PendingDecision> decision) {
    return new SubtaskState(
        definition,
        dependencies,
        earlierAttempts,
        newStatus,
        startedAt,
        newAttempt,
        newReview,
        decision,
        result,
        changes);
  }
}
