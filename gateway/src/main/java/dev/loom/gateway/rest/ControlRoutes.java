package dev.loom.gateway.rest;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.AnswerApproval;
import dev.loom.contracts.task.CancelTask;
import dev.loom.contracts.task.TaskControlled;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.answer.Asked;
import dev.loom.gateway.answer.Reply;
import dev.loom.gateway.door.JsonBody;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Reaching into a running task: cancel, approve.
public final class ControlRoutes {
  private static final int REASON_CHARS_MAX = 4_096;
  private static final int ID_CHARS_MAX = 64;

  private final Bus bus;

  public ControlRoutes(Bus bus) {
    this.bus = bus;
  }

  /// The answer to a cancellation.
  record Cancelled(TaskId taskId, TaskStatus status, String message) {}

  /// The answer to an approval or a rejection.
  ///
  /// @param resolvedPending whether something was waiting for it
  record Answered(String status, boolean approved, SubtaskId subtaskId, boolean resolvedPending) {}

  public void mount(Router router) {
    router.post("/tasks/:task/cancel").handler(this::cancel);
    router.delete("/tasks/:task").handler(this::cancel);
    router.post("/tasks/:task/approve").handler(this::approve);
  }

  private void cancel(RoutingContext context) {
    var question = new CancelTask(Asked.task(context), "Cancelled over the REST API.");
    Reply.json(context, bus.asking(Addresses.TASK_CANCEL, question), ControlRoutes::cancelled);
  }

  private static Cancelled cancelled(TaskControlled done) {
    return new Cancelled(done.taskId(), done.status(), "Task " + done.taskId() + " is cancelled.");
  }

  private void approve(RoutingContext context) {
    var task = Asked.task(context);
    var fields = new Fields(JsonBody.of(context));
    var subtask = fields.text("subtask_id", ID_CHARS_MAX);
    if (!subtask.isEmpty() && !SubtaskId.isValid(subtask)) {
      fields.error("subtask_id", "is not a subtask's id");
    }
    var approved = fields.flag("approved");
    var reason = fields.remark("reason", REASON_CHARS_MAX);
    fields.finish();
    var question = new AnswerApproval(task, new SubtaskId(subtask), approved, reason);
    Reply.json(
        context,
        bus.asking(Addresses.TASK_APPROVE, question),
        done -> new Answered("ok", approved, question.subtaskId(), done.changed()));
  }
}
