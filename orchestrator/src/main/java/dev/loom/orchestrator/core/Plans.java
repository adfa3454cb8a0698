package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.TaskPlanReady;
import dev.loom.contracts.event.TaskEvent.TaskPlanRejected;
import dev.loom.contracts.event.TaskEvent.TaskPlanning;
import dev.loom.contracts.event.TaskEvent.TaskReplanning;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.Usage;
import dev.loom.orchestrator.plan.PlanReading;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Asks for plans and takes them: the first one, and those that replace it after a failure.
final class Plans {
  /// The planner is asked this often for one plan.
  static final int ROUNDS_MAX = 2;

  private final Rules rules;

  Plans(Rules rules) {
    this.rules = rules;
  }

  /// The task gets its first turn.
  void begin(Draft draft) {
    if (draft.state().plan().isPresent()
        || draft.state().question().isOpen()
        || !draft.state().isWorkable()) {
      return;
    }
    draft.record(new TaskPlanning(draft.state().wanted().goal(), 1));
    rules
        .process()
        .flatMap(Blueprint::strictPlan)
        .ifPresent(plan -> draft.record(TaskPlanReady.of(plan, false, "", Usage.NONE)));
  }

  /// Whether a task that cannot go on may have another plan.
  boolean mayReplan(TaskState state) {
    return state.planVersion() <= rules.execution().maxReplans()
        && rules.process().flatMap(Blueprint::strictPlan).isEmpty()
        && !state.spending().finishing()
        && failed(state).stream()
            .allMatch(
                each ->
                    !each.definition().criticalPath()
                        && Failing.isReplannable(each.failureCategory()));
  }

  void replan(Draft draft) {
    var state = draft.state();
    var last = failed(state).getLast();
    var reason =
        failed(state).stream()
            .map(each -> each.id() + ": " + each.summary())
            .collect(Collectors.joining("\n"));
    draft.record(new TaskReplanning(reason, last.id(), last.summary(), state.planVersion() + 1, 1));
  }

  private static List<SubtaskState> failed(TaskState state) {
    return state.subtasks().values().stream()
        .filter(each -> each.status() == SubtaskStatus.FAILED)
        .toList();
  }

  void arrived(Draft draft, Input.PlanArrived input) {
    var question = draft.state().question();
    if (!question.isAnsweredBy(input.version(), input.round())) {
      return;
    }
    var reading = PlanReading.of(input.answer(), completed(draft.state()));
    var problems = new ArrayList<>(reading.problems());
    if (problems.isEmpty() && question.version() > 1) {
      problems.addAll(problems(draft.state(), reading.subtasks()));
    }
    if (problems.isEmpty()) {
      var subtasks = reading.subtasks().stream().map(input.lessons()::applyTo).toList();
      var plan = new Plan(question.version(), subtasks);
      draft.record(TaskPlanReady.of(plan, false, input.model(), input.usage()));
    } else {
      rejected(draft, input, problems);
    }
  }

  private static List<Subtask> completed(TaskState state) {
    return state.subtasks().values().stream()
        .filter(each -> each.status() == SubtaskStatus.COMPLETED)
        .map(SubtaskState::definition)
        .toList();
  }

  /// What keeps a plan from taking the place of one that failed.
  private static List<String> problems(TaskState state, List<Subtask> subtasks) {
    var problems = new ArrayList<String>();
    var open = subtasks.stream().filter(each -> !isCompleted(state, each.id())).toList();
    var delivered = open.stream().flatMap(each -> each.deliverables().stream()).toList();
    if (open.isEmpty()) {
      problems.add("the plan has no subtask that is still to be done, and the goal is not reached");
    }
    var undone =
        state.subtasks().values().stream()
            .filter(each -> each.status() != SubtaskStatus.COMPLETED)
            .toList();
    for (var each : undone) {
      for (var file : each.definition().deliverables()) {
        if (!delivered.contains(file)) {
          problems.add(
              "the file '"
                  + file
                  + "', which '"
                  + each.id()
                  + "' had to deliver, is no deliverable of any subtask");
        }
      }
    }
    return problems;
  }

  private static boolean isCompleted(TaskState state, SubtaskId id) {
    return state.subtask(id).filter(each -> each.status() == SubtaskStatus.COMPLETED).isPresent();
  }

  private void rejected(Draft draft, Input.PlanArrived input, List<String> problems) {
    var asked = draft.state().question();
    draft.record(
        new TaskPlanRejected(
            input.round(), problems, input.answer(), input.model(), input.usage()));
    if (input.round() < ROUNDS_MAX) {
      askAgain(draft, asked);
    } else if (asked.version() == 1) {
      var whole = wholeGoal(draft.state());
      draft.record(TaskPlanReady.of(whole, true, input.model(), Usage.NONE));
    } else {
      Endings.failed(
          draft,
          Endings.failures(draft.state())
              + "\nNo new plan could be made: "
              + String.join("; ", problems),
          "replanning_failed");
    }
  }

  private static void askAgain(Draft draft, PlanQuestion asked) {
    int round = asked.round() + 1;
    if (asked.version() == 1) {
      draft.record(new TaskPlanning(draft.state().wanted().goal(), round));
      return;
    }
    var last = failed(draft.state()).getLast();
    draft.record(
        new TaskReplanning(
            "The new plan was no plan.", last.id(), last.summary(), asked.version(), round));
  }

  /// The plan that stands in for a planner that gave none: the goal as one subtask.
  private static Plan wholeGoal(TaskState state) {
    var subtask =
        new Subtask(
            new SubtaskId("execute-goal"),
            state.wanted().goal(),
            List.of(),
            2,
            2,
            false,
            false,
            "",
            List.of());
    return new Plan(1, List.of(subtask));
  }

  void failed(Draft draft, Input.PlanFailed input) {
    var question = draft.state().question();
    if (!question.isAnsweredBy(input.version(), input.round())) {
      return;
    }
    if (question.version() == 1) {
      Endings.failed(draft, "Planning failed: " + input.reason(), "planning_failed");
    } else {
      Endings.failed(
          draft,
          Endings.failures(draft.state()) + "\nReplanning failed: " + input.reason(),
          "replanning_failed");
    }
  }
}
