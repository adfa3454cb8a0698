package dev.loom.orchestrator.core;

import dev.loom.api.model.Message;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A subtask as its events tell it.
///
/// @param needs what must be completed before it starts
/// @param startedAt when its first attempt began
/// @param attempt the one it is in, or the last one
/// @param summary for people: what came of it, or why it failed
/// @param failures why each earlier attempt failed
/// @param changes the files it changed in all its attempts
public record SubtaskState(
    Subtask definition,
    List<SubtaskId> needs,
    SubtaskStatus status,
    Instant startedAt,
    Attempt attempt,
    String summary,
    double confidence,
    List<String> failures,
    WorkspaceChanges changes) {
  public SubtaskState {
    needs = List.copyOf(needs);
    failures = List.copyOf(failures);
  }

  static SubtaskState pending(Subtask definition, List<SubtaskId> needs) {
    return new SubtaskState(
        definition,
        needs,
        SubtaskStatus.PENDING,
        Instant.EPOCH,
        Attempt.none(definition.modelTier()),
        "",
        0,
        List.of(),
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

  /// The step of a turn in the present attempt.
  StepId turnStep(int turn) {
    return StepId.turn(id(), attempt.number(), turn);
  }

  SubtaskState start(int number, int modelTier, Instant at) {
    var first = attempt.number() == 0 ? at : startedAt;
    return new SubtaskState(
        definition,
        needs,
        SubtaskStatus.RUNNING,
        first,
        Attempt.begun(number, modelTier, at),
        summary,
        0,
        failures,
        changes);
  }

  SubtaskState retry(int modelTier) {
    return with(SubtaskStatus.PENDING, attempt.onTier(modelTier));
  }

  SubtaskState with(Phase phase) {
    return with(status, attempt.with(phase));
  }

  SubtaskState with(SubtaskStatus newStatus, Phase phase) {
    return with(newStatus, attempt.with(phase));
  }

  SubtaskState said(Message.Assistant message, Phase next) {
    return with(status, attempt.said(message, next));
  }

  SubtaskState resumedAt(Instant at, Phase phase) {
    return with(SubtaskStatus.RUNNING, attempt.activeSince(at).with(phase));
  }

  private SubtaskState with(SubtaskStatus newStatus, Attempt newAttempt) {
    return new SubtaskState(
        definition,
        needs,
        newStatus,
        startedAt,
        newAttempt,
        summary,
        confidence,
        failures,
        changes);
  }

  SubtaskState called(FinishedCall finished, List<FileChange> files, Phase.Calling calling) {
    return new SubtaskState(
        definition,
        needs,
        SubtaskStatus.RUNNING,
        startedAt,
        attempt.called(finished, calling),
        summary,
        confidence,
        failures,
        changes.plus(files));
  }

  SubtaskState end(SubtaskStatus how, String newSummary, double newConfidence) {
    var known = new ArrayList<>(failures);
    if (how == SubtaskStatus.FAILED) {
      known.add(newSummary);
    }
    return new SubtaskState(
        definition,
        needs,
        how,
        startedAt,
        attempt.ended(),
        newSummary,
        newConfidence,
        known,
        changes);
  }
}
