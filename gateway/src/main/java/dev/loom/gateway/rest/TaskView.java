package dev.loom.gateway.rest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import java.util.List;
import java.util.Optional;

/// Writes a task for `GET /tasks/{id}`: its snapshot and its specification in one object, with the
/// plan and the progress.
final class TaskView {
  /// The documented fields, in order. `budget` is the current one of the snapshot.
  private static final List<String> FIELDS =
      List.of(
          "task_id",
          "goal",
          "status",
          "workspace",
          "plan",
          "created_at",
          "updated_at",
          "completed_at",
          "approval_mode",
          "context",
          "metadata",
          "process",
          "callback_url",
          "progress",
          "errors",
          "summary",
          "workspace_changes",
          "usage",
          "priority",
          "plan_only",
          "budget",
          "waiting_for",
          "waiting_for_model",
          "retry_of",
          "instructions",
          "feedback");

  private static final int PERCENT = 100;

  /// Writes a task without the parts that the view replaces.
  private static final ObjectMapper MAPPER =
      Json.mapper().copy().addMixIn(TaskSnapshot.class, WithoutReplacedFields.class);

  private TaskView() {}

  @JsonIgnoreProperties({"spec", "subtasks"})
  private interface WithoutReplacedFields {}

  /// Represents the current plan with the state of each subtask.
  private record PlanView(int version, List<SubtaskSnapshot> subtasks) {}

  /// Counts subtasks by status.
  ///
  /// @param running subtasks that run or wait for an approval
  /// @param percentComplete 0 while there is no plan
  private record Progress(
      int totalSubtasks,
      int completed,
      int failed,
      int pending,
      int running,
      int skipped,
      double percentComplete) {}

  static ObjectNode from(TaskSnapshot task) {
    var all = Json.mapper().<ObjectNode>valueToTree(task.spec());
    all.setAll(MAPPER.<ObjectNode>valueToTree(task));
    all.putPOJO("status", task.visibleStatus());
    all.putPOJO("plan", plan(task));
    all.putPOJO("progress", progress(task));
    var view = Json.mapper().createObjectNode();
    FIELDS.forEach(field -> view.set(field, all.get(field)));
    return view;
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
