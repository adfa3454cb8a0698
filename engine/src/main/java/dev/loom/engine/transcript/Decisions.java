package dev.loom.engine.transcript;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.transcript.Entry;
import java.util.List;
import java.util.Optional;

/// What the engine decided, as a transcript tells of it.
public final class Decisions {
  private Decisions() {}

  /// A plan or a verdict; none of any other event.
  static Optional<Entry> entry(TaskEvent event) {
    return switch (event) {
      case TaskEvent.TaskPlanReady e -> Optional.of(new Entry.Planned(e.plan(), e.fallback()));
      case TaskEvent.VerificationCompleted e ->
          Optional.of(new Entry.Judged(e.subtaskId(), e.attempt(), e.verdict()));
      default -> Optional.empty();
    };
  }

  /// How the task ended, when it ended with this.
  static Optional<Entry.Ended> end(TaskEvent event) {
    return switch (event) {
      case TaskEvent.TaskCompleted e ->
          Optional.of(
              new Entry.Ended(
                  TaskStatus.COMPLETED, e.summary(), "", e.usage(), e.workspaceChanges()));
      case TaskEvent.TaskFailed e ->
          Optional.of(
              new Entry.Ended(
                  TaskStatus.FAILED, e.summary(), e.error(), e.usage(), e.workspaceChanges()));
      case TaskEvent.TaskCancelled e ->
          Optional.of(
              new Entry.Ended(
                  TaskStatus.CANCELLED, "", e.reason(), e.usage(), e.workspaceChanges()));
      default -> Optional.empty();
    };
  }

  /// Everything that was decided, in its order.
  public static List<Entry> of(List<? extends TaskEvent> events) {
    return events.stream()
        .<Entry>mapMulti(
            (event, told) -> {
              entry(event).ifPresent(told);
              end(event).ifPresent(told);
            })
        .toList();
  }
}
