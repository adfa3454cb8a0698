package dev.loom.engine.transcript;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// Converts events into the transcript entries of decisions.
public final class EventConverter {
  private EventConverter() {}

  /// Converts a plan, a verdict or the end of a task; empty for other events.
  static Optional<TranscriptEntry> entry(TaskEvent event) {
    return Optional.ofNullable(
        switch (event) {
          case TaskEvent.TaskPlanReady e ->
              new TranscriptEntry.AcceptedPlan(e.plan(), e.fallback());
          case TaskEvent.VerificationCompleted e ->
              new TranscriptEntry.Verification(e.subtaskId(), e.attempt(), e.verdict());
          case TaskEvent.TaskCompleted e ->
              new TranscriptEntry.TaskEnd(
                  TaskStatus.COMPLETED, e.summary(), "", e.usage(), e.workspaceChanges());
          case TaskEvent.TaskFailed e ->
              new TranscriptEntry.TaskEnd(
                  TaskStatus.FAILED, e.summary(), e.error(), e.usage(), e.workspaceChanges());
          case TaskEvent.TaskCancelled e ->
              new TranscriptEntry.TaskEnd(
                  TaskStatus.CANCELLED, "", e.reason(), e.usage(), e.workspaceChanges());
          default -> null;
        });
  }

  /// Returns the command that an expired approval, question or budget decision stands for.
  static Optional<TaskCommand> implicitInput(TaskEvent event) {
    return switch (event) {
      case TaskEvent.ApprovalReceived e when e.expired() ->
          Optional.of(
              new TaskCommand.ResolveApproval(
                  e.subtaskId(), e.approved(), e.reason(), Optional.empty()));
      case TaskEvent.QuestionAnswered e when e.expired() ->
          Optional.of(new TaskCommand.Answer(e.questionId(), e.answer(), OptionalDouble.empty()));
      case TaskEvent.BudgetAnswered e when e.expired() ->
          Optional.of(
              new TaskCommand.Answer(
                  e.questionId(),
                  e.choice().name().toLowerCase(Locale.ROOT),
                  OptionalDouble.empty()));
      default -> Optional.empty();
    };
  }

  /// Converts all decisions in order.
  public static List<TranscriptEntry> from(List<? extends TaskEvent> events) {
    return events.stream().flatMap(event -> entry(event).stream()).toList();
  }
}
