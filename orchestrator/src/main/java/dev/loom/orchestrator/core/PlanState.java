package dev.loom.orchestrator.core;

import dev.loom.contracts.event.RetriedTask;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Represents a task's plan and the states of its subtasks.
///
/// @param request the open request to the planner
/// @param current the plan; empty before there is one
/// @param subtasks in the order of the plan; empty before there is one
/// @param replaced the states of subtasks under earlier plans
/// @param retry what is taken over from an ended task
public record PlanState(
    PlanRequest request,
    Optional<Plan> current,
    Map<SubtaskId, SubtaskState> subtasks,
    List<SubtaskState> replaced,
    Optional<RetriedTask> retry) {
  static final PlanState NONE =
      new PlanState(PlanRequest.NONE, Optional.empty(), Map.of(), List.of(), Optional.empty());

  public PlanState {
    subtasks = Collections.unmodifiableMap(new LinkedHashMap<>(subtasks));
    replaced = List.copyOf(replaced);
  }

  PlanState with(PlanRequest newRequest) {
    return new PlanState(newRequest, current, subtasks, replaced, retry);
  }

  PlanState with(Map<SubtaskId, SubtaskState> newSubtasks) {
    return new PlanState(request, current, newSubtasks, replaced, retry);
  }

  PlanState with(Optional<RetriedTask> newRetry) {
    return new PlanState(request, current, subtasks, replaced, newRetry);
  }
}
