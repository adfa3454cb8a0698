package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.RetriedTask;
import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import java.util.Locale;

/// Takes over what an ended task has achieved.
public final class TaskRetry {
  private TaskRetry() {}

  /// @throws ServiceException as a conflict if the task has not ended or has completed more than
  ///   its plan
  public static RetriedTask of(TaskId id, TaskState ended) {
    var status = ended.status();
    var isPlanOnly = status == TaskStatus.COMPLETED && ended.requireSpec().planOnly();
    if (status != TaskStatus.FAILED && status != TaskStatus.CANCELLED && !isPlanOnly) {
      throw ServiceException.conflict(
          "Task %s is %s; only a failed or cancelled task can be retried. %s"
              .formatted(
                  id,
                  status.name().toLowerCase(Locale.ROOT),
                  status == TaskStatus.COMPLETED
                      ? "Submit its goal again to repeat it."
                      : "Wait for its end, or cancel it first."));
    }
    return new RetriedTask(
        id,
        ended.plan().map(plan -> new Plan(1, plan.subtasks())),
        ended.subtasksWith(SubtaskStatus.COMPLETED).stream().map(TaskRetry::result).toList(),
        ended.instructions());
  }

  private static SubtaskCompleted result(SubtaskState subtask) {
    var result = subtask.result();
    return new SubtaskCompleted(
        subtask.id(),
        "success",
        result.summary(),
        0,
        result.confidence(),
        result.verification().orElse(Verdict.Outcome.UNVERIFIED));
  }
}
