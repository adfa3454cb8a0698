package dev.loom.gateway.rest;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Represents a task in `GET /tasks/{id}`.
record TaskView(
    TaskId taskId,
    String goal,
    TaskStatus status,
    String workspace,
    Optional<PlanView> plan,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> completedAt,
    ApprovalMode approvalMode,
    Map<String, Object> context,
    Map<String, Object> metadata,
    Optional<String> process,
    Optional<String> callbackUrl,
    Progress progress,
    List<String> errors,
    String summary,
    WorkspaceChanges workspaceChanges,
    ModelUsage usage,
    Priority priority,
    boolean planOnly,
    Budget budget,
    List<PendingDecision> waitingFor,
    List<String> instructions,
    List<Feedback> feedback) {
  private static final int PERCENT = 100;

  /// Represents the current plan with the state of each subtask.
  record PlanView(int version, List<SubtaskSnapshot> subtasks) {}

  /// Counts subtasks by status.
  ///
  /// @param running subtasks that run or wait for an approval
  /// @param percentComplete 0 while there is no plan
  record Progress(
      int totalSubtasks,
      int completed,
      int failed,
      int pending,
      int running,
      int skipped,
      double percentComplete) {}

  static TaskView from(TaskSnapshot task) {
    var spec = task.spec();
    return new TaskView(
        task.taskId(),
        spec.goal(),
        task.status(),
        spec.workspace(),
        plan(task),
        task.createdAt(),
        task.updatedAt(),
        task.completedAt(),
        spec.approvalMode(),
        spec.context(),
        spec.metadata(),
        spec.process(),
        spec.callbackUrl(),
        progress(task),
        task.errors(),
        task.summary(),
        task.workspaceChanges(),
        task.usage(),
        spec.priority(),
        spec.planOnly(),
        task.budget(),
        task.waitingFor(),
        task.instructions(),
        task.feedback());
  }

  private static Optional<PlanView> plan(TaskSnapshot task) {
    return task.planVersion() == 0
        ? Optional.empty()
        : Optional.of(new PlanView(task.planVersion(), task.subtasks()));
  }

  private static Progress progress(TaskSnapshot task) {
    var total = task.subtasks().size();
    var completed = task.count(SubtaskStatus.COMPLETED);
    return new Progress(
        total,
        completed,
        task.count(SubtaskStatus.FAILED),
        task.count(SubtaskStatus.PENDING),
        task.count(SubtaskStatus.RUNNING) + task.count(SubtaskStatus.WAITING_APPROVAL),
        task.count(SubtaskStatus.SKIPPED),
        total == 0 ? 0 : Math.round(10.0 * PERCENT * completed / total) / 10.0);
  }
}
