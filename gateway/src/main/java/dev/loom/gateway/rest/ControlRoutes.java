package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Sends the commands of users to a task: cancel, steer, pause, resume, approve, answer, feedback.
public record ControlRoutes(Bus bus) {
  private static final int REASON_CHARS_MAX = 4_096;
  private static final int HASH_CHARS_MAX = 128;
  private static final int QUESTION_ID_CHARS_MAX = 200;
  private static final double LIMIT_MAX = 1_000_000_000_000.0;

  /// Accepted roles of a message. Every message is a user's instruction.
  private enum Role {
    USER
  }

  /// Represents the result of a cancellation. A task that ended otherwise cannot be cancelled.
  ///
  /// @param changed always true
  record CancelResponse(TaskId taskId, TaskStatus status, String message, boolean changed) {
    static CancelResponse from(ExecuteCommand.Executed result) {
      var status = result.status().name().toLowerCase(Locale.ROOT);
      var message = "Task " + result.taskId() + " is " + status + ".";
      return new CancelResponse(result.taskId(), result.status(), message, result.changed());
    }
  }

  /// Represents the result of another task command.
  ///
  /// @param status always `ok`
  /// @param changed whether the task changed
  record ControlResponse(
      String status, String message, TaskId taskId, TaskStatus taskStatus, boolean changed) {}

  /// Represents the result of an approval or a rejection.
  ///
  /// @param resolvedPending always true; without a pending approval the request is a conflict
  record ApprovalResponse(
      String status, boolean approved, SubtaskId subtaskId, boolean resolvedPending) {}

  public void mount(RestRouter router) {
    router.post("/tasks/:task/cancel", this::cancel);
    router.mount(HttpMethod.DELETE, "/tasks/:task", this::cancel);
    router.post("/tasks/:task/steer", request -> steer(request, "instruction"));
    router.mount(HttpMethod.PATCH, "/tasks/:task", request -> steer(request, "instruction"));
    router.post("/tasks/:task/message", request -> steer(request, "message"));
    router.post("/tasks/:task/pause", this::pause);
    router.post("/tasks/:task/resume", this::resume);
    router.post("/tasks/:task/approve", this::approve);
    router.post("/tasks/:task/questions/:question/answer", this::answer);
    router.post("/tasks/:task/feedback", this::feedback);
  }

  private Future<CancelResponse> cancel(RestRequest request) {
    var fields = request.optionalFields();
    var reason = fields.optionalText("reason", REASON_CHARS_MAX);
    fields.finish();
    var command = new TaskCommand.Cancel(reason.orElse("Cancelled through the REST API."));
    return bus.requestAsync(Addresses.TASK_COMMAND, new ExecuteCommand(request.task(), command))
        .map(CancelResponse::from);
  }

  private Future<ControlResponse> steer(RestRequest request, String field) {
    var fields = request.fields();
    var instruction = fields.text(field, TaskCommand.Steer.INSTRUCTION_CHARS_MAX);
    if (field.equals("message")) {
      fields.choice("role", List.of(Role.USER));
    }
    fields.finish();
    return execute(
        request,
        new TaskCommand.Steer(instruction),
        result -> "The instruction is recorded; it takes effect at the next model turn.");
  }

  private Future<ControlResponse> pause(RestRequest request) {
    var fields = request.optionalFields();
    var reason = fields.textOrEmpty("reason", REASON_CHARS_MAX);
    fields.finish();
    return execute(
        request,
        new TaskCommand.Pause(reason),
        result ->
            "Task "
                + result.taskId()
                + (result.changed() ? " is paused." : " was already paused."));
  }

  private Future<ControlResponse> resume(RestRequest request) {
    request.optionalFields().finish();
    return execute(
        request,
        new TaskCommand.Resume(),
        result ->
            "Task " + result.taskId() + (result.changed() ? " is resumed." : " is not paused."));
  }

  private Future<ApprovalResponse> approve(RestRequest request) {
    var fields = request.fields();
    var subtask = fields.subtask("subtask_id");
    fields.require("subtask_id");
    var approved = fields.flag("approved");
    var reason = fields.textOrEmpty("reason", REASON_CHARS_MAX);
    var actionHash = fields.optionalText("action_hash", HASH_CHARS_MAX);
    fields.finish();
    var command =
        new TaskCommand.ResolveApproval(subtask.orElseThrow(), approved, reason, actionHash);
    return bus.requestAsync(Addresses.TASK_COMMAND, new ExecuteCommand(request.task(), command))
        .map(result -> new ApprovalResponse("ok", approved, command.subtaskId(), result.changed()));
  }

  /// Answers a question of a model or about the budget.
  private Future<ControlResponse> answer(RestRequest request) {
    var question = request.context().pathParam("question");
    if (question.length() > QUESTION_ID_CHARS_MAX) {
      throw Problem.notFound("Question not found.");
    }
    var fields = request.fields();
    var answer = fields.text("answer", TaskCommand.Answer.ANSWER_CHARS_MAX);
    var limit = fields.nonNegativeNumber("limit", LIMIT_MAX);
    fields.check("limit", limit.orElse(1) != 0, "must be more than 0");
    fields.finish();
    return execute(
        request,
        new TaskCommand.Answer(question, answer, limit),
        result -> "The answer is recorded.");
  }

  /// Reads `rating` and `comment`, or `feedback` with an optional subtask.
  private Future<ControlResponse> feedback(RestRequest request) {
    var fields = request.fields();
    var rating = fields.integer("rating", Feedback.RATING_MIN, Feedback.RATING_MAX);
    var comment = fields.textOrEmpty("comment", Feedback.COMMENT_CHARS_MAX);
    var subtask = fields.subtask("subtask_id");
    var prefix = subtask.map(id -> "About subtask " + id + ": ").orElse("");
    var text = fields.optionalText("feedback", Feedback.COMMENT_CHARS_MAX - prefix.length());
    if (fields.has("feedback") && fields.has("comment")) {
      fields.error("feedback", "is an alias of comment; send only one of them");
    } else if (subtask.isPresent() && !fields.has("feedback")) {
      fields.error("subtask_id", "requires feedback");
    } else if (comment.isEmpty() && !fields.has("rating") && !fields.has("feedback")) {
      fields.error("comment", "is required if there is no rating");
    }
    fields.finish();
    var feedback =
        new Feedback(rating.map(Long::intValue), text.map(prefix::concat).orElse(comment));
    return execute(
        request, new TaskCommand.GiveFeedback(feedback), result -> "The feedback is recorded.");
  }

  /// Executes a command and responds with a message about its result.
  private Future<ControlResponse> execute(
      RestRequest request, TaskCommand command, Function<ExecuteCommand.Executed, String> message) {
    return bus.requestAsync(Addresses.TASK_COMMAND, new ExecuteCommand(request.task(), command))
        .map(
            result ->
                new ControlResponse(
                    "ok",
                    message.apply(result),
                    result.taskId(),
                    result.status(),
                    result.changed()));
  }
}
