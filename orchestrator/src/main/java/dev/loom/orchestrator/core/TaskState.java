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
import java.util.Map;
import java.util.Optional;

/// A task as its events tell it: what folding them gives. Immutable.
///
/// @param spec empty only before the first event
/// @param lastSeq how many events were folded
/// @param question what the planner is being asked
/// @param subtasks in the plan's order; empty before there is a plan
/// @param ending empty before the end
/// @param usage tokens of the planner, of all turns and of the verifiers
public record TaskState(
    Optional<TaskSpec> spec,
    TaskStatus status,
    long lastSeq,
    Instant createdAt,
    PlanQuestion question,
    Optional<Plan> plan,
    Map<SubtaskId, SubtaskState> subtasks,
    Optional<Ending> ending,
    TokenUsage usage) {
  /// Before anything happened.
  public static final TaskState NONE =
      new TaskState(
          Optional.empty(),
          TaskStatus.PENDING,
          0,
          Instant.EPOCH,
          PlanQuestion.NONE,
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          TokenUsage.NONE);

  public TaskState {
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

  /// Why it failed or was cancelled; empty otherwise.
  public String error() {
    return ending.map(Ending::error).orElse("");
  }

  /// What the task wants done.
  TaskSpec wanted() {
    return spec.orElseThrow(() -> new IllegalStateException("no task was submitted"));
  }

  TaskState next(long seq) {
    return new TaskState(spec, status, seq, createdAt, question, plan, subtasks, ending, usage);
  }

  TaskState submitted(TaskSpec task, Instant at) {
    return new TaskState(
        Optional.of(task), status, lastSeq, at, question, plan, subtasks, ending, usage);
  }

  TaskState planning(PlanQuestion asked) {
    return new TaskState(
        spec, TaskStatus.PLANNING, lastSeq, createdAt, asked, plan, subtasks, ending, usage);
  }

  TaskState planned(Plan made, Map<SubtaskId, SubtaskState> pieces) {
    return new TaskState(
        spec,
        status,
        lastSeq,
        createdAt,
        PlanQuestion.NONE,
        Optional.of(made),
        pieces,
        ending,
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
        spec, newStatus, lastSeq, createdAt, question, plan, newSubtasks, ending, usage);
  }

  TaskState used(TokenUsage more) {
    return new TaskState(
        spec, status, lastSeq, createdAt, question, plan, subtasks, ending, usage.plus(more));
  }

  TaskState ended(TaskStatus how, Ending end) {
    return new TaskState(
        spec, how, lastSeq, createdAt, PlanQuestion.NONE, plan, subtasks, Optional.of(end), usage);
  }
}
