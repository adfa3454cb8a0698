package dev.loom.gateway.rest;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.SubmitFeedback;
import dev.loom.gateway.answer.Asked;
import dev.loom.gateway.answer.Reply;
import dev.loom.gateway.door.JsonBody;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// What people say of a task: their feedback after its end, and all they ever told it.
public final class FeedbackRoutes {
  private static final int LINES = 50;
  private static final int LINES_MAX = 1_000;

  private final Bus bus;

  public FeedbackRoutes(Bus bus) {
    this.bus = bus;
  }

  public void mount(Router router) {
    router.post("/tasks/:task/feedback").handler(this::give);
    Asked.get(router, "/tasks/:task/conversation", this::conversation);
  }

  private void give(RoutingContext context) {
    var task = Asked.task(context);
    var feedback = read(new Fields(JsonBody.of(context)));
    Reply.json(
        context,
        bus.requestAsync(Addresses.TASK_FEEDBACK, new SubmitFeedback(task, feedback)),
        done -> ControlRoutes.Controlled.of(done, "The feedback is recorded."));
  }

  /// `rating` and `comment`, or `feedback` and the subtask that it is about.
  private static Feedback read(Fields fields) {
    var rating = fields.whole("rating", Feedback.RATING_MIN, Feedback.RATING_MAX);
    var comment = fields.remark("comment", Feedback.COMMENT_CHARS_MAX);
    var subtask = fields.subtask("subtask_id");
    var about = subtask.map(id -> "About subtask " + id + ": ").orElse("");
    var text = fields.optionalText("feedback", Feedback.COMMENT_CHARS_MAX - about.length());
    if (fields.has("feedback") && fields.has("comment")) {
      fields.error("feedback", "is another name of comment; give one of them");
    } else if (subtask.isPresent() && !fields.has("feedback")) {
      fields.error("subtask_id", "goes with feedback");
    } else if (comment.isEmpty() && !fields.has("rating") && !fields.has("feedback")) {
      fields.error("comment", "or a rating is required");
    }
    fields.finish();
    return new Feedback(rating.map(Long::intValue), text.map(about::concat).orElse(comment));
  }

  private void conversation(RoutingContext context) {
    var task = Asked.task(context);
    var countMax = Asked.number(context, "limit", LINES, 1, LINES_MAX);
    Reply.json(
        context,
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(task))
            .compose(found -> new Conversation(bus, found).read()),
        lines -> lines.reversed().stream().limit(countMax).toList());
  }
}
