package dev.loom.orchestrator.core;

import dev.loom.contracts.event.RetriedTask;
import dev.loom.contracts.event.TaskEvent.TaskPlanReady;
import dev.loom.contracts.event.TaskEvent.TaskPlanRejected;
import dev.loom.contracts.event.TaskEvent.TaskPlanning;
import dev.loom.contracts.event.TaskEvent.TaskReplanning;
import dev.loom.contracts.event.TaskEvent.TaskSteered;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.orchestrator.loop.FailureCategory;
import dev.loom.orchestrator.plan.PlanParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Requests plans, validates them and replaces a failed plan.
final class PlanLifecycle {
  /// The maximum number of requests for one plan.
  static final int ROUNDS_MAX = 2;

  private final TaskEnvironment environment;

  PlanLifecycle(TaskEnvironment environment) {
    this.environment = environment;
  }

  /// Requests the first plan, or takes it from the task that is retried or a strict process.
  void begin(DecisionBuilder decision) {
    if (decision.state().plan().isPresent()
        || decision.state().planRequest().isOpen()
        || !decision.state().isRunnable()) {
      return;
    }
    var retry = decision.state().planState().retry();
    retry.stream()
        .flatMap(retried -> retried.instructions().stream())
        .forEach(instruction -> decision.record(new TaskSteered(instruction)));
    decision.record(new TaskPlanning(decision.state().requireSpec().goal(), 1));
    retry
        .flatMap(RetriedTask::plan)
        .or(this::strictPlan)
        .ifPresent(plan -> decision.record(TaskPlanReady.of(plan, false, "", ModelUsage.NONE)));
    retry.ifPresent(retried -> retried.completed().forEach(decision::record));
  }

  /// Returns the plan of a process in strict mode. Other modes leave the plan to the planner.
  private Optional<Plan> strictPlan() {
    return environment
        .process()
        .filter(process -> process.phaseMode() == ProcessDefinition.PhaseMode.STRICT)
        .map(process -> new Plan(1, process.phases()));
  }

  /// Returns whether a failed plan may be replaced.
  boolean mayReplan(TaskState state) {
    return state.planVersion() <= environment.execution().maxReplans()
        && strictPlan().isEmpty()
        && !state.budgetState().finishing()
        && failedSubtasks(state).stream()
            .allMatch(
                each ->
                    !each.definition().criticalPath()
                        && FailureCategory.find(each.result().failureCategory())
                            .map(FailureCategory::isReplannable)
                            .orElse(true));
  }

  void replan(DecisionBuilder decision) {
    var state = decision.state();
    var reason =
        failedSubtasks(state).stream()
            .map(each -> each.id() + ": " + each.summary())
            .collect(Collectors.joining("\n"));
    requestReplacement(decision, reason, state.planVersion() + 1, 1);
  }

  private static void requestReplacement(
      DecisionBuilder decision, String reason, int version, int round) {
    var lastFailed = failedSubtasks(decision.state()).getLast();
    decision.record(
        new TaskReplanning(reason, lastFailed.id(), lastFailed.summary(), version, round));
  }

  private static List<SubtaskState> failedSubtasks(TaskState state) {
    return state.subtasksWith(SubtaskStatus.FAILED);
  }

  void onPlan(DecisionBuilder decision, Input.PlanArrived input) {
    var request = decision.state().planRequest();
    if (!request.matches(input.version(), input.round())) {
      return;
    }
    var result = PlanParser.parse(input.answer(), completedSubtasks(decision.state()));
    var problems = new ArrayList<>(result.problems());
    if (problems.isEmpty() && request.version() > 1) {
      problems.addAll(replacementProblems(decision.state(), result.subtasks()));
    }
    if (problems.isEmpty()) {
      var subtasks = result.subtasks().stream().map(input.hints()::applyTo).toList();
      var plan = new Plan(request.version(), subtasks);
      decision.record(TaskPlanReady.of(plan, false, input.model(), input.usage()));
    } else {
      rejectPlan(decision, input, problems);
    }
  }

  private static List<Subtask> completedSubtasks(TaskState state) {
    return state.subtasksWith(SubtaskStatus.COMPLETED).stream()
        .map(SubtaskState::definition)
        .toList();
  }

  /// Returns the reasons why a plan cannot replace the failed one.
  private static List<String> replacementProblems(TaskState state, List<Subtask> subtasks) {
    var problems = new ArrayList<String>();
    var newSubtasks = subtasks.stream().filter(each -> !isCompleted(state, each.id())).toList();
    var newDeliverables =
        newSubtasks.stream().flatMap(each -> each.deliverables().stream()).toList();
    if (newSubtasks.isEmpty()) {
      problems.add("the plan has no new subtask, but the goal is not reached");
    }
    for (var each : state.subtasks().values()) {
      if (each.status() == SubtaskStatus.COMPLETED) {
        continue;
      }
      for (var file : each.definition().deliverables()) {
        if (!newDeliverables.contains(file)) {
          problems.add(
              "the file '%s', which '%s' must deliver, is not a deliverable of any new subtask"
                  .formatted(file, each.id()));
        }
      }
    }
    return problems;
  }

  private static boolean isCompleted(TaskState state, SubtaskId id) {
    return state.subtask(id).filter(each -> each.status() == SubtaskStatus.COMPLETED).isPresent();
  }

  private void rejectPlan(
      DecisionBuilder decision, Input.PlanArrived input, List<String> problems) {
    var request = decision.state().planRequest();
    decision.record(
        new TaskPlanRejected(
            input.round(), problems, input.answer(), input.model(), input.usage()));
    if (input.round() < ROUNDS_MAX) {
      requestAgain(decision, request);
    } else if (request.version() == 1) {
      var fallback = fallbackPlan(decision.state());
      decision.record(TaskPlanReady.of(fallback, true, input.model(), ModelUsage.NONE));
    } else {
      failReplanning(decision, "No valid new plan was made: " + String.join("; ", problems));
    }
  }

  private static void requestAgain(DecisionBuilder decision, PlanRequest request) {
    int round = request.round() + 1;
    if (request.version() == 1) {
      decision.record(new TaskPlanning(decision.state().requireSpec().goal(), round));
    } else {
      requestReplacement(decision, "The new plan was invalid.", request.version(), round);
    }
  }

  private static void failReplanning(DecisionBuilder decision, String reason) {
    var failures = TaskCompletion.failureSummary(decision.state());
    TaskCompletion.fail(decision, failures + "\n" + reason, "replanning_failed");
  }

  /// Creates the plan used when the planner gave no valid one: the goal as a single subtask.
  private static Plan fallbackPlan(TaskState state) {
    var subtask =
        new Subtask(
            new SubtaskId("execute-goal"),
            state.requireSpec().goal(),
            List.of(),
            2,
            2,
            false,
            false,
            "",
            List.of());
    return new Plan(1, List.of(subtask));
  }

  void onFailure(DecisionBuilder decision, Input.PlanFailed input) {
    var request = decision.state().planRequest();
    if (!request.matches(input.version(), input.round())) {
      return;
    }
    if (request.version() == 1) {
      TaskCompletion.fail(decision, "Planning failed: " + input.reason(), "planning_failed");
    } else {
      failReplanning(decision, "Replanning failed: " + input.reason());
    }
  }
}
