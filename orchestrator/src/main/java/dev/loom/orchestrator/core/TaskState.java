package dev.loom.orchestrator.core;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A task as its events tell it: what folding them gives. Immutable.
///
/// @param spec empty only before the first event
/// @param lastSeq how many events were folded
/// @param lastAt when the last of them happened
/// @param question what the planner is being asked
/// @param subtasks in the plan's order; empty before there is a plan
/// @param former subtasks of earlier plans that the present one replaced
/// @param spending what it took and may take
/// @param instructions what people told it while it ran, oldest first
/// @param feedback what people said after its end
/// @param ending empty before the end
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
  /// Before anything happened.
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

  /// A subtask of the plan.
  public Optional<SubtaskState> subtask(SubtaskId id) {
    return Optional.ofNullable(subtasks.get(id));
  }

  /// Every subtask there ever was, those of earlier plans first.
  public Stream<SubtaskState> allSubtasks() {
    return Stream.concat(replacedSubtasks.stream(), subtasks.values().stream());
  }

  /// How many subtasks have a status.
  public int count(SubtaskStatus wanted) {
    int count = 0;
    for (var subtask : subtasks.values()) {
      count += subtask.status() == wanted ? 1 : 0;
    }
    return count;
  }

  /// Everything that was changed in the workspace.
  public WorkspaceChanges changes() {
    return allSubtasks()
        .map(SubtaskState::changes)
        .reduce(WorkspaceChanges.NONE, (all, each) -> all.plus(each.files()));
  }

  /// What asking models took so far.
  public Usage usage() {
    return budgetState.usage();
  }

  /// Why it failed or was cancelled; empty otherwise.
  public String error() {
    return outcome.map(TaskOutcome::error).orElse("");
  }

  /// Whether nothing new may begin before a person has said what becomes of the budget.
  public boolean isAwaitingBudgetDecision() {
    return budgetState.question().isPresent();
  }

  /// Whether nothing new may begin: before that answer, or because it said to finish.
  boolean isBudgetExhausted() {
    return isAwaitingBudgetDecision() || budgetState.finishing();
  }

  /// Whether there is something to do for it now, once there is room.
  public boolean isRunnable() {
    return switch (status) {
      case PENDING, PLANNING, EXECUTING -> true;
      case WAITING_APPROVAL, PAUSED, COMPLETED, FAILED, CANCELLED -> false;
    };
  }

  /// The version of the plan, 0 while there is none.
  public int planVersion() {
    return plan.map(Plan::version).orElse(0);
  }

  /// What the task wants done.
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
      Plan made, Map<SubtaskId, SubtaskState> newSubtasks, List<SubtaskState> replaced) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        lastAt,
        PlanRequest.NONE,
        Optional.of(made),
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
    var all = new LinkedHashMap<>(subtasks);
    all.put(changed.id(), changed);
    return with(status, all);
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

  TaskState plusUsage(Usage more) {
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

  TaskState ended(TaskStatus how, TaskOutcome end) {
    return new TaskState(
        spec,
        how,
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
        Optional.of(end));
  }

  private static <T> List<T> plus(List<T> list, List<T> more) {
    var longer = new ArrayList<T>(list);
    longer.addAll(more);
    return longer;
  }
}
