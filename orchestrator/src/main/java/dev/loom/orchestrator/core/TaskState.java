package dev.loom.orchestrator.core;

import dev.loom.api.model.TokenUsage;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A task as its events tell it: what folding them gives. Immutable.
///
/// @param spec empty only before the first event
/// @param lastSeq how many events were folded
/// @param planRound the round in which the planner is being asked, 0 when it is not
/// @param planProblems what was wrong with the planner's first answer
/// @param planAnswer that answer
/// @param subtasks in the plan's order; empty before there is a plan
/// @param error why the task failed; empty otherwise
/// @param summary what came of it; empty before the end
/// @param usage tokens of the planner and the verifiers and all turns
public record TaskState(
    Optional<TaskSpec> spec,
    TaskStatus status,
    long lastSeq,
    Instant createdAt,
    Instant endedAt,
    int planRound,
    List<String> planProblems,
    String planAnswer,
    Optional<Plan> plan,
    Map<SubtaskId, SubtaskState> subtasks,
    String error,
    String summary,
    TokenUsage usage) {
  /// Before anything happened.
  public static final TaskState NONE =
      new TaskState(
          Optional.empty(),
          TaskStatus.PENDING,
          0,
          Instant.EPOCH,
          Instant.EPOCH,
          0,
          List.of(),
          "",
          Optional.empty(),
          Map.of(),
          "",
          "",
          TokenUsage.NONE);

  public TaskState {
    planProblems = List.copyOf(planProblems);
    subtasks = Collections.unmodifiableMap(new LinkedHashMap<>(subtasks));
  }

  /// A subtask of the plan.
  public Optional<SubtaskState> subtask(SubtaskId id) {
    return Optional.ofNullable(subtasks.get(id));
  }

  /// How many subtasks have a status.
  public int count(SubtaskStatus wanted) {
    return (int) subtasks.values().stream().filter(each -> each.status() == wanted).count();
  }

  /// Everything that was changed in the workspace.
  public WorkspaceChanges changes() {
    var all = WorkspaceChanges.NONE;
    for (var subtask : subtasks.values()) {
      all = all.plus(subtask.changes().files());
    }
    return all;
  }

  /// What the task wants done.
  TaskSpec wanted() {
    return spec.orElseThrow(() -> new IllegalStateException("no task was submitted"));
  }

  TaskState next(long seq) {
    return new TaskState(
        spec,
        status,
        seq,
        createdAt,
        endedAt,
        planRound,
        planProblems,
        planAnswer,
        plan,
        subtasks,
        error,
        summary,
        usage);
  }

  TaskState submitted(TaskSpec task, Instant at) {
    return new TaskState(
        Optional.of(task),
        TaskStatus.PENDING,
        lastSeq,
        at,
        endedAt,
        0,
        List.of(),
        "",
        plan,
        subtasks,
        error,
        summary,
        usage);
  }

  TaskState planning(int round, List<String> problems, String answer) {
    return new TaskState(
        spec,
        TaskStatus.PLANNING,
        lastSeq,
        createdAt,
        endedAt,
        round,
        problems,
        answer,
        plan,
        subtasks,
        error,
        summary,
        usage);
  }

  TaskState planned(Plan newPlan, Map<SubtaskId, SubtaskState> newSubtasks) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        endedAt,
        0,
        List.of(),
        "",
        Optional.of(newPlan),
        newSubtasks,
        error,
        summary,
        usage);
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
        endedAt,
        planRound,
        planProblems,
        planAnswer,
        plan,
        newSubtasks,
        error,
        summary,
        usage);
  }

  TaskState used(TokenUsage more) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        endedAt,
        planRound,
        planProblems,
        planAnswer,
        plan,
        subtasks,
        error,
        summary,
        usage.plus(more));
  }

  TaskState ended(TaskStatus how, String why, String result, Instant at) {
    return new TaskState(
        spec, how, lastSeq, createdAt, at, 0, List.of(), "", plan, subtasks, why, result, usage);
  }
}
