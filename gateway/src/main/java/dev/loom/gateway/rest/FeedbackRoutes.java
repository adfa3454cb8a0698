package dev.loom.gateway.rest;

import dev.loom.bus.Bus;
import dev.loom.bus.TaskCommands;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.gateway.filter.JsonBody;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Serves `POST /tasks/{task}/feedback`: records feedback on a finished task.
public final class FeedbackRoutes {
  private final Bus bus;

  public FeedbackRoutes(Bus bus) {
    this.bus = bus;
  }

  public void mount(Router router) {
    router.post("/tasks/:task/feedback").handler(this::record);
  }

  private void record(RoutingContext context) {
    var task = RequestParams.task(context);
    var feedback = read(new JsonFields(JsonBody.read(context)));
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, task, new TaskCommand.GiveFeedback(feedback)),
        result -> ControlRoutes.ControlResponse.from(result, "The feedback is recorded."));
  }

  /// Reads `rating` and `comment`, or `feedback` with an optional subtask.
  private static Feedback read(JsonFields fields) {
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
}
