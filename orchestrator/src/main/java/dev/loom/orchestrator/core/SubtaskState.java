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
/// @param attempt the one it is in, from 1; 0 before the first
/// @param modelTier of the attempt
/// @param startedAt when its first attempt began
/// @param activeSince since when the attempt has been running without waiting for a person
/// @param conversation of this attempt: what the model said and the tools gave back
/// @param calls the finished tool calls of this attempt, oldest first
/// @param answer the model's last text
/// @param summary for people: what came of it, or why it failed
/// @param failures why each earlier attempt failed
/// @param changes the files it changed in all its attempts
public record SubtaskState(
    Subtask definition,
    List<SubtaskId> needs,
    SubtaskStatus status,
    int attempt,
    int modelTier,
    Instant startedAt,
    Instant activeSince,
    Phase phase,
    List<Message> conversation,
    List<FinishedCall> calls,
    String answer,
    String summary,
    double confidence,
    List<String> failures,
    WorkspaceChanges changes) {
  private static final Phase IDLE = new Phase.Idle();

  public SubtaskState {
    needs = List.copyOf(needs);
    conversation = List.copyOf(conversation);
    calls = List.copyOf(calls);
    failures = List.copyOf(failures);
  }

  /// A tool call that came to its end.
  ///
  /// @param detail its output, or why it failed
  public record FinishedCall(
      StepId step,
      String tool,
      java.util.Map<String, Object> args,
      boolean success,
      String detail) {}

  static SubtaskState pending(Subtask definition, List<SubtaskId> needs) {
    return new SubtaskState(
        definition,
        needs,
        SubtaskStatus.PENDING,
        0,
        definition.modelTier(),
        Instant.EPOCH,
        Instant.EPOCH,
        IDLE,
        List.of(),
        List.of(),
        "",
        "",
        0,
        List.of(),
        WorkspaceChanges.NONE);
  }

  /// Its name.
  public SubtaskId id() {
    return definition.id();
  }

  /// The step of a turn in the present attempt.
  StepId turnStep(int turn) {
    return StepId.turn(id(), attempt, turn);
  }

  SubtaskState start(int newAttempt, int tier, Instant at) {
    return new SubtaskState(
        definition,
        needs,
        SubtaskStatus.RUNNING,
        newAttempt,
        tier,
        attempt == 0 ? at : startedAt,
        at,
        new Phase.Thinking(1),
        List.of(),
        List.of(),
        "",
        summary,
        0,
        failures,
        changes);
  }

  SubtaskState retry(int tier) {
    return new SubtaskState(
        definition,
        needs,
        SubtaskStatus.PENDING,
        attempt,
        tier,
        startedAt,
        activeSince,
        IDLE,
        conversation,
        calls,
        answer,
        summary,
        0,
        failures,
        changes);
  }

  SubtaskState with(Phase newPhase) {
    return with(status, newPhase, conversation);
  }

  SubtaskState with(SubtaskStatus newStatus, Phase newPhase) {
    return with(newStatus, newPhase, conversation);
  }

  private SubtaskState with(
      SubtaskStatus newStatus, Phase newPhase, List<Message> newConversation) {
    return new SubtaskState(
        definition,
        needs,
        newStatus,
        attempt,
        modelTier,
        startedAt,
        activeSince,
        newPhase,
        newConversation,
        calls,
        answer,
        summary,
        confidence,
        failures,
        changes);
  }

  SubtaskState said(Message.Assistant message, Phase next) {
    return new SubtaskState(
        definition,
        needs,
        status,
        attempt,
        modelTier,
        startedAt,
        activeSince,
        next,
        plus(conversation, message),
        calls,
        message.text().isBlank() ? answer : message.text(),
        summary,
        confidence,
        failures,
        changes);
  }

  /// A call came to its end; with the last of its turn, the model hears all results in the order in
  /// which it asked.
  SubtaskState called(FinishedCall finished, List<FileChange> files, Phase.Calling calling) {
    var all = calling.calls().stream().allMatch(Call::isDone);
    var heard = new ArrayList<>(conversation);
    if (all) {
      calling.calls().forEach(call -> heard.add(call.result()));
    }
    return new SubtaskState(
        definition,
        needs,
        SubtaskStatus.RUNNING,
        attempt,
        modelTier,
        startedAt,
        activeSince,
        all ? new Phase.Thinking(calling.turn() + 1) : calling,
        heard,
        plus(calls, finished),
        answer,
        summary,
        confidence,
        failures,
        changes.plus(files));
  }

  SubtaskState resumedAt(Instant at, Phase newPhase) {
    return new SubtaskState(
        definition,
        needs,
        SubtaskStatus.RUNNING,
        attempt,
        modelTier,
        startedAt,
        at,
        newPhase,
        conversation,
        calls,
        answer,
        summary,
        confidence,
        failures,
        changes);
  }

  SubtaskState end(SubtaskStatus newStatus, String newSummary, double newConfidence) {
    return new SubtaskState(
        definition,
        needs,
        newStatus,
        attempt,
        modelTier,
        startedAt,
        activeSince,
        IDLE,
        // Nobody asks for a finished subtask's conversation; its answer is kept.
        List.of(),
        calls,
        answer,
        newSummary,
        newConfidence,
        newStatus == SubtaskStatus.FAILED ? plus(failures, newSummary) : failures,
        changes);
  }

  private static <T> List<T> plus(List<? extends T> list, T last) {
    var longer = new ArrayList<T>(list);
    longer.add(last);
    return longer;
  }
}
