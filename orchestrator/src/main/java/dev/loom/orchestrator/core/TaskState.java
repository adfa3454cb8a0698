package dev.loom.orchestrator.core;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Represents a task as derived from its events. Immutable.
///
/// @param spec empty only before the first event
/// @param lastSeq the sequence number of the last event
/// @param lastAt the time of the last event
/// @param planRequest the open request to the planner
/// @param subtasks in the order of the plan; empty before there is one
/// @param replacedSubtasks the states of subtasks under earlier plans
/// @param budgetState usage and limits
/// @param instructions the user's instructions, oldest first
/// @param feedback the user's feedback after the end
/// @param outcome empty before the end
public record TaskState(
    Optional<TaskSpec> spec,
    TaskStatus status,
    long lastSeq,
    Instant createdAt,
    Instant lastAt,
    PlanRequest planRequest,
    Optional<Plan> plan,
    Map<SubtaskId, SubtaskState> subtasks,
    List<SubtaskState> replacedSubtasks,
    BudgetState budgetState,
    List<String> instructions,
    List<Feedback> feedback,
    Optional<TaskOutcome> outcome) {
  /// The state before the first event.
  public static final TaskState NONE =
      new TaskState(
          Optional.empty(),
          TaskStatus.PENDING,
          0,
          Instant.EPOCH,
          Instant.EPOCH,
          PlanRequest.NONE,
          Optional.empty(),
          Map.of(),
          List.of(),
          BudgetState.initial(Budget.NONE),
          List.of(),
          List.of(),
          Optional.empty());

  public TaskState {
    subtasks = Collections.unmodifiableMap(new LinkedHashMap<>(subtasks));
    replacedSubtasks = List.copyOf(replacedSubtasks);
    instructions = List.copyOf(instructions);
    feedback = List.copyOf(feedback);
  }

  /// Returns a subtask of the current plan.
  public Optional<SubtaskState> subtask(SubtaskId id) {
    return Optional.ofNullable(subtasks.get(id));
  }

  /// Returns every subtask, those of earlier plans first.
  public Stream<SubtaskState> allSubtasks() {
    return Stream.concat(replacedSubtasks.stream(), subtasks.values().stream());
  }

  /// Counts the subtasks with a status.
  public int count(SubtaskStatus subtaskStatus) {
    int count = 0;
    for (var subtask : subtasks.values()) {
      count += subtask.status() == subtaskStatus ? 1 : 0;
    }
    return count;
  }

  /// Returns all file changes in the workspace.
  public WorkspaceChanges changes() {
    return allSubtasks()
        .map(SubtaskState::changes)
        .reduce(WorkspaceChanges.NONE, (sum, each) -> sum.plus(each.files()));
  }

  /// Returns tokens and cost of all model calls.
  public ModelUsage usage() {
    return budgetState.usage();
  }

  /// Returns why the task failed or was cancelled; empty otherwise.
  public String error() {
    return outcome.map(TaskOutcome::error).orElse("");
  }

  /// Returns whether a question about an exhausted budget is open.
  public boolean isAwaitingBudgetDecision() {
    return budgetState.question().isPresent();
  }

  /// Returns whether nothing new may start: the budget question is open or was answered with
  /// finish.
  boolean isBudgetExhausted() {
    return isAwaitingBudgetDecision() || budgetState.finishing();
  }

  /// Returns whether the task has work to do once it has a slot.
  public boolean isRunnable() {
    return switch (status) {
      case PENDING, PLANNING, EXECUTING -> true;
      case WAITING_APPROVAL, PAUSED, COMPLETED, FAILED, CANCELLED -> false;
    };
  }

  /// Returns the version of the plan, 0 before the first.
  public int planVersion() {
    return plan.map(Plan::version).orElse(0);
  }

  TaskSpec requireSpec() {
    return spec.orElseThrow(() -> new IllegalStateException("no task was submitted"));
  }

  TaskState nextEvent(Instant at) {
    return new TaskState(
        spec,
        status,
        lastSeq + 1,
        createdAt,
        at,
        planRequest,
        plan,
        subtasks,
        replacedSubtasks,
        budgetState,
        instructions,
        feedback,
        outcome);
  }

  TaskState submitted(TaskSpec task, Instant at) {
    return new TaskState(
        Optional.of(task),
        status,
        lastSeq,
        at,
        at,
        planRequest,
        plan,
        subtasks,
        replacedSubtasks,
        BudgetState.initial(task.budget()),
        instructions,
        feedback,
        outcome);
  }

  TaskState planning(PlanRequest request) {
    return with(request).with(TaskStatus.PLANNING);
  }

  TaskState with(PlanRequest request) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        lastAt,
        request,
        plan,
        subtasks,
        replacedSubtasks,
        budgetState,
        instructions,
        feedback,
        outcome);
  }

  TaskState planned(
      Plan newPlan, Map<SubtaskId, SubtaskState> newSubtasks, List<SubtaskState> replaced) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        lastAt,
        PlanRequest.NONE,
        Optional.of(newPlan),
        newSubtasks,
        plus(replacedSubtasks, replaced),
        budgetState,
        instructions,
        feedback,
        outcome);
  }

  TaskState with(TaskStatus newStatus) {
    return with(newStatus, subtasks);
  }

  TaskState with(SubtaskState changed) {
    var newSubtasks = new LinkedHashMap<>(subtasks);
    newSubtasks.put(changed.id(), changed);
    return with(status, newSubtasks);
  }

  TaskState with(TaskStatus newStatus, Map<SubtaskId, SubtaskState> newSubtasks) {
    return new TaskState(
        spec,
        newStatus,
        lastSeq,
        createdAt,
        lastAt,
        planRequest,
        plan,
        newSubtasks,
        replacedSubtasks,
        budgetState,
        instructions,
        feedback,
        outcome);
  }

  TaskState with(BudgetState newBudgetState) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        lastAt,
        planRequest,
        plan,
        subtasks,
        replacedSubtasks,
        newBudgetState,
        instructions,
        feedback,
        outcome);
  }

  TaskState plusUsage(ModelUsage more) {
    return with(budgetState.plusUsage(more));
  }

  TaskState withInstruction(String instruction) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        lastAt,
        planRequest,
        plan,
        subtasks,
        replacedSubtasks,
        budgetState,
        plus(instructions, List.of(instruction)),
        feedback,
        outcome);
  }

  TaskState withFeedback(Feedback more) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        lastAt,
        planRequest,
        plan,
        subtasks,
        replacedSubtasks,
        budgetState,
        instructions,
        plus(feedback, List.of(more)),
        outcome);
  }

  TaskState ended(TaskStatus finalStatus, TaskOutcome finalOutcome) {
    return new TaskState(
        spec,
        finalStatus,
        lastSeq,
        createdAt,
        lastAt,
        PlanRequest.NONE,
        plan,
        subtasks,
        replacedSubtasks,
        budgetState,
        instructions,
        feedback,
        Optional.of(finalOutcome));
  }

  private static <T> List<T> plus(List<T> list, List<T> more) {
    var combined = new ArrayList<T>(list);
    combined.addAll(more);
    return combined;
  }
}
