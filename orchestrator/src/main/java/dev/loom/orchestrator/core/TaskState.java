package dev.loom.orchestrator.core;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Represents a task as derived from its events. Immutable.
///
/// @param spec empty only before the first event
/// @param budgetState usage and limits
/// @param modelOutage what its model requests wait for
/// @param outcome empty before the end
public record TaskState(
    Optional<TaskSpec> spec,
    TaskStatus status,
    Timeline timeline,
    PlanState planState,
    BudgetState budgetState,
    UserInput userInput,
    ModelOutage modelOutage,
    Optional<Outcome> outcome) {
  /// The state before the first event.
  public static final TaskState NONE =
      new TaskState(
          Optional.empty(),
          TaskStatus.PENDING,
          Timeline.EMPTY,
          PlanState.NONE,
          BudgetState.initial(Budget.NONE),
          UserInput.NONE,
          ModelOutage.NONE,
          Optional.empty());

  /// Represents how far a task's events go.
  ///
  /// @param lastSeq the sequence number of the last event; 0 before the first
  /// @param lastAt the time of the last event
  /// @param recoveredAt the time of the last recovery
  /// @param crashes engine crashes in a row before that
  public record Timeline(
      long lastSeq, Instant createdAt, Instant lastAt, Instant recoveredAt, int crashes) {
    static final Timeline EMPTY = new Timeline(0, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 0);

    /// A run that lasts longer has not caused the crash before it.
    private static final Duration CRASHES_IN_A_ROW = Duration.ofMinutes(10);

    Timeline next(Instant at) {
      return new Timeline(lastSeq + 1, lastSeq == 0 ? at : createdAt, at, recoveredAt, crashes);
    }

    Timeline recovered(int newCrashes) {
      return new Timeline(lastSeq, createdAt, lastAt, lastAt, newCrashes);
    }

    /// Returns the number of crashes in a row including one that has just happened.
    int crashesAt(Instant now) {
      return Duration.between(recoveredAt, now).compareTo(CRASHES_IN_A_ROW) > 0 ? 1 : crashes + 1;
    }
  }

  /// Represents how a task ended.
  ///
  /// @param error why it failed or was cancelled; empty if completed
  /// @param summary the result; of a failed task, the results of its completed subtasks
  public record Outcome(Instant at, String error, String summary) {}

  /// Returns the sequence number of the last event.
  public long lastSeq() {
    return timeline.lastSeq();
  }

  public Instant createdAt() {
    return timeline.createdAt();
  }

  /// Returns the open request to the planner.
  public PlanRequest planRequest() {
    return planState.request();
  }

  public Optional<Plan> plan() {
    return planState.current();
  }

  /// Returns the subtasks in the order of the plan; none before there is one.
  public Map<SubtaskId, SubtaskState> subtasks() {
    return planState.subtasks();
  }

  /// Returns the user's instructions, oldest first.
  public List<String> instructions() {
    return userInput.instructions();
  }

  /// Returns a subtask of the current plan.
  public Optional<SubtaskState> subtask(SubtaskId id) {
    return Optional.ofNullable(subtasks().get(id));
  }

  /// Returns every subtask, those of earlier plans first.
  public Stream<SubtaskState> allSubtasks() {
    return Stream.concat(planState.replaced().stream(), subtasks().values().stream());
  }

  /// Returns the subtasks of the current plan with a status, in the order of the plan.
  public List<SubtaskState> subtasksWith(SubtaskStatus subtaskStatus) {
    return subtasks().values().stream().filter(each -> each.status() == subtaskStatus).toList();
  }

  /// Counts the subtasks with a status.
  public int count(SubtaskStatus subtaskStatus) {
    return (int)
        subtasks().values().stream().filter(each -> each.status() == subtaskStatus).count();
  }

  /// Finds the first subtask of the current plan that matches.
  Optional<SubtaskState> find(Predicate<SubtaskState> condition) {
    return subtasks().values().stream().filter(condition).findFirst();
  }

  /// Returns all file changes in the workspace.
  public WorkspaceChanges changes() {
    return allSubtasks()
        .map(SubtaskState::changes)
        .reduce(WorkspaceChanges.NONE, WorkspaceChanges::plus);
  }

  /// Returns tokens and cost of all model calls.
  public ModelUsage usage() {
    return budgetState.usage();
  }

  /// Returns why the task failed or was cancelled; empty otherwise.
  public String error() {
    return outcome.map(Outcome::error).orElse("");
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
    return plan().map(Plan::version).orElse(0);
  }

  TaskSpec requireSpec() {
    return spec.orElseThrow(() -> new IllegalStateException("no task was submitted"));
  }

  TaskState nextEvent(Instant at) {
    return new TaskState(
        spec, status, timeline.next(at), planState, budgetState, userInput, modelOutage, outcome);
  }

  TaskState recovered(int crashes) {
    return new TaskState(
        spec,
        status,
        timeline.recovered(crashes),
        planState,
        budgetState,
        userInput,
        modelOutage,
        outcome);
  }

  TaskState submitted(TaskSpec task) {
    var budget = BudgetState.initial(task.budget());
    return new TaskState(
        Optional.of(task), status, timeline, planState, budget, userInput, modelOutage, outcome);
  }

  TaskState planning(PlanRequest request) {
    return with(TaskStatus.PLANNING).with(planState.with(request));
  }

  TaskState with(TaskStatus newStatus) {
    return new TaskState(
        spec, newStatus, timeline, planState, budgetState, userInput, modelOutage, outcome);
  }

  TaskState with(PlanState newPlanState) {
    return new TaskState(
        spec, status, timeline, newPlanState, budgetState, userInput, modelOutage, outcome);
  }

  TaskState with(BudgetState newBudgetState) {
    return new TaskState(
        spec, status, timeline, planState, newBudgetState, userInput, modelOutage, outcome);
  }

  TaskState with(UserInput newUserInput) {
    return new TaskState(
        spec, status, timeline, planState, budgetState, newUserInput, modelOutage, outcome);
  }

  TaskState with(ModelOutage newOutage) {
    return new TaskState(
        spec, status, timeline, planState, budgetState, userInput, newOutage, outcome);
  }

  TaskState with(SubtaskState changed) {
    var changedSubtasks = new LinkedHashMap<>(subtasks());
    changedSubtasks.put(changed.id(), changed);
    return with(planState.with(changedSubtasks));
  }

  /// Applies a change to every subtask of the current plan.
  TaskState changeAll(UnaryOperator<SubtaskState> change) {
    var changed = new LinkedHashMap<>(subtasks());
    changed.replaceAll((id, subtask) -> change.apply(subtask));
    return with(planState.with(changed));
  }

  TaskState plusUsage(ModelUsage more) {
    return with(budgetState.plusUsage(more));
  }

  TaskState ended(TaskStatus finalStatus, Outcome finalOutcome) {
    return new TaskState(
        spec,
        finalStatus,
        timeline,
        planState.with(PlanRequest.NONE),
        budgetState,
        userInput,
        modelOutage.ended(),
        Optional.of(finalOutcome));
  }
}
