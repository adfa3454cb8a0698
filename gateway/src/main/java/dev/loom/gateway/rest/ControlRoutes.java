package dev.loom.gateway.rest;

import dev.loom.bus.Bus;
import dev.loom.bus.TaskCommands;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskCommandResult;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.filter.JsonBody;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Controls an unfinished task: cancel, steer, pause, resume, approve.
public final class ControlRoutes {
  private static final int REASON_CHARS_MAX = 4_096;
  private static final int HASH_CHARS_MAX = 128;

  /// Accepted roles of a message. Every message is a user's instruction.
  private static final LinkedHashMap<String, String> ROLES =
      new LinkedHashMap<>(Map.of("user", "user"));

  private final Bus bus;

  public ControlRoutes(Bus bus) {
    this.bus = bus;
  }

  /// Represents the result of a cancellation.
  record CancelResponse(TaskId taskId, TaskStatus status, String message) {
    static CancelResponse from(TaskCommandResult result) {
      var status = result.status().name().toLowerCase(Locale.ROOT);
      var message = "Task " + result.taskId() + " is " + status + ".";
      return new CancelResponse(result.taskId(), result.status(), message);
    }
  }

  /// Represents the result of another task command.
  ///
  /// @param status always `ok`
  /// @param changed whether the task changed
  record ControlResponse(
      String status, String message, TaskId taskId, TaskStatus taskStatus, boolean changed) {
    static ControlResponse from(TaskCommandResult result, String message) {
      return new ControlResponse("ok", message, result.taskId(), result.status(), result.changed());
    }
  }

  /// Represents the result of an approval or a rejection.
  ///
  /// @param resolvedPending whether an approval was pending
  record ApprovalResponse(
      String status, boolean approved, SubtaskId subtaskId, boolean resolvedPending) {}

  public void mount(Router router) {
    router.post("/tasks/:task/cancel").handler(this::cancel);
    router.delete("/tasks/:task").handler(this::cancel);
    router.post("/tasks/:task/steer").handler(this::steer);
    router.patch("/tasks/:task").handler(this::steer);
    router.post("/tasks/:task/message").handler(this::message);
    router.post("/tasks/:task/pause").handler(this::pause);
    router.post("/tasks/:task/resume").handler(this::resume);
    router.post("/tasks/:task/approve").handler(this::approve);
  }

  private void cancel(RoutingContext context) {
    var command = new TaskCommand.Cancel("Cancelled through the REST API.");
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, RequestParams.task(context), command),
        CancelResponse::from);
  }

  private void steer(RoutingContext context) {
    var task = RequestParams.task(context);
    var fields = new JsonFields(JsonBody.read(context));
    var instruction = fields.text("instruction", TaskCommand.Steer.INSTRUCTION_CHARS_MAX);
    fields.finish();
    steer(context, task, instruction);
  }

  private void message(RoutingContext context) {
    var task = RequestParams.task(context);
    var fields = new JsonFields(JsonBody.read(context));
    var message = fields.text("message", TaskCommand.Steer.INSTRUCTION_CHARS_MAX);
    fields.choice("role", ROLES);
    fields.finish();
    steer(context, task, message);
  }

  private void steer(RoutingContext context, TaskId task, String instruction) {
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, task, new TaskCommand.Steer(instruction)),
        result ->
            ControlResponse.from(
                result, "The instruction is recorded; it takes effect at the next model turn."));
  }

  private void pause(RoutingContext context) {
    var task = RequestParams.task(context);
    var fields = new JsonFields(JsonBody.readOrEmpty(context));
    var reason = fields.textOrEmpty("reason", REASON_CHARS_MAX);
    fields.finish();
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, task, new TaskCommand.Pause(reason)),
        result ->
            ControlResponse.from(
                result,
                "Task " + task + (result.changed() ? " is paused." : " was already paused.")));
  }

  private void resume(RoutingContext context) {
    var task = RequestParams.task(context);
    new JsonFields(JsonBody.readOrEmpty(context)).finish();
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, task, new TaskCommand.Resume()),
        result ->
            ControlResponse.from(
                result, "Task " + task + (result.changed() ? " is resumed." : " is not paused.")));
  }

  private void approve(RoutingContext context) {
    var task = RequestParams.task(context);
    var fields = new JsonFields(JsonBody.read(context));
    var subtask = fields.subtask("subtask_id");
    if (!fields.has("subtask_id")) {
      fields.error("subtask_id", "is required");
    }
    var approved = fields.flag("approved");
    var reason = fields.textOrEmpty("reason", REASON_CHARS_MAX);
    var actionHash = fields.optionalText("action_hash", HASH_CHARS_MAX);
    fields.finish();
    var command =
        new TaskCommand.ResolveApproval(subtask.orElseThrow(), approved, reason, actionHash);
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, task, command),
        result -> new ApprovalResponse("ok", approved, command.subtaskId(), result.changed()));
  }
}
