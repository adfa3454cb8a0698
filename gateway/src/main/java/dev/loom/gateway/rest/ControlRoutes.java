package dev.loom.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.Bus;
import dev.loom.bus.TaskCommands;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.filter.JsonBody;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Sends the commands of users to a task: cancel, steer, pause, resume, approve, answer, feedback.
public final class ControlRoutes {
  private static final int REASON_CHARS_MAX = 4_096;
  private static final int HASH_CHARS_MAX = 128;
  private static final int QUESTION_ID_CHARS_MAX = 200;
  private static final double LIMIT_MAX = 1_000_000_000_000.0;

  /// Accepted roles of a message. Every message is a user's instruction.
  private static final LinkedHashMap<String, String> ROLES =
      new LinkedHashMap<>(Map.of("user", "user"));

  private static final Function<RoutingContext, ObjectNode> BODY = JsonBody::read;
  private static final Function<RoutingContext, ObjectNode> OPTIONAL_BODY = JsonBody::readOrEmpty;

  private final Bus bus;

  public ControlRoutes(Bus bus) {
    this.bus = bus;
  }

  /// Represents the result of a cancellation.
  record CancelResponse(TaskId taskId, TaskStatus status, String message) {
    static CancelResponse from(ExecuteCommand.Executed result) {
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
      String status, String message, TaskId taskId, TaskStatus taskStatus, boolean changed) {}

  /// Represents the result of an approval or a rejection.
  ///
  /// @param resolvedPending whether an approval was pending
  record ApprovalResponse(
      String status, boolean approved, SubtaskId subtaskId, boolean resolvedPending) {}

  public void mount(Router router) {
    router.post("/tasks/:task/cancel").handler(this::cancel);
    router.delete("/tasks/:task").handler(this::cancel);
    router.post("/tasks/:task/steer").handler(context -> steer(context, "instruction"));
    router.patch("/tasks/:task").handler(context -> steer(context, "instruction"));
    router.post("/tasks/:task/message").handler(context -> steer(context, "message"));
    router.post("/tasks/:task/pause").handler(this::pause);
    router.post("/tasks/:task/resume").handler(this::resume);
    router.post("/tasks/:task/approve").handler(this::approve);
    router.post("/tasks/:task/questions/:question/answer").handler(this::answer);
    router.post("/tasks/:task/feedback").handler(this::feedback);
  }

  private void cancel(RoutingContext context) {
    var command = new TaskCommand.Cancel("Cancelled through the REST API.");
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, RequestParams.task(context), command),
        CancelResponse::from);
  }

  private void steer(RoutingContext context, String field) {
    execute(
        context,
        BODY,
        fields -> {
          var instruction = fields.text(field, TaskCommand.Steer.INSTRUCTION_CHARS_MAX);
          if (field.equals("message")) {
            fields.choice("role", ROLES);
          }
          fields.finish();
          return new TaskCommand.Steer(instruction);
        },
        result -> "The instruction is recorded; it takes effect at the next model turn.");
  }

  private void pause(RoutingContext context) {
    execute(
        context,
        OPTIONAL_BODY,
        fields -> {
          var reason = fields.textOrEmpty("reason", REASON_CHARS_MAX);
          fields.finish();
          return new TaskCommand.Pause(reason);
        },
        result ->
            "Task "
                + result.taskId()
                + (result.changed() ? " is paused." : " was already paused."));
  }

  private void resume(RoutingContext context) {
    execute(
        context,
        OPTIONAL_BODY,
        fields -> {
          fields.finish();
          return new TaskCommand.Resume();
        },
        result ->
            "Task " + result.taskId() + (result.changed() ? " is resumed." : " is not paused."));
  }

  private void approve(RoutingContext context) {
    var task = RequestParams.task(context);
    var fields = new JsonFields(JsonBody.read(context));
    var subtask = fields.subtask("subtask_id");
    fields.require("subtask_id");
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

  /// Answers a question of a model or about the budget.
  private void answer(RoutingContext context) {
    var question = question(context);
    execute(
        context,
        BODY,
        fields -> {
          var answer = fields.text("answer", TaskCommand.Answer.ANSWER_CHARS_MAX);
          var limit = fields.nonNegativeNumber("limit", LIMIT_MAX);
          if (limit.isPresent() && limit.getAsDouble() == 0) {
            fields.error("limit", "must be more than 0");
          }
          fields.finish();
          return new TaskCommand.Answer(question, answer, limit);
        },
        result -> "The answer is recorded.");
  }

  private static String question(RoutingContext context) {
    var question = context.pathParam("question");
    if (question.length() > QUESTION_ID_CHARS_MAX) {
      throw Problem.notFound("Question not found.").toException();
    }
    return question;
  }

  private void feedback(RoutingContext context) {
    execute(
        context,
        BODY,
        fields -> new TaskCommand.GiveFeedback(readFeedback(fields)),
        result -> "The feedback is recorded.");
  }

  /// Reads `rating` and `comment`, or `feedback` with an optional subtask.
  private static Feedback readFeedback(JsonFields fields) {
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
    return new Feedback(rating.map(Long::intValue), text.map(prefix::concat).orElse(comment));
  }

  /// Reads a command, executes it and responds with a message about its result.
  ///
  /// @param reader reads and finishes the fields of the body
  private void execute(
      RoutingContext context,
      Function<RoutingContext, ObjectNode> body,
      Function<JsonFields, TaskCommand> reader,
      Function<ExecuteCommand.Executed, String> message) {
    var task = RequestParams.task(context);
    var command = reader.apply(new JsonFields(body.apply(context)));
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, task, command),
        result ->
            new ControlResponse(
                "ok", message.apply(result), result.taskId(), result.status(), result.changed()));
  }
}
