package dev.loom.gateway.rest;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.AnswerQuestion;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.gateway.answer.Asked;
import dev.loom.gateway.answer.Problem;
import dev.loom.gateway.answer.Reply;
import dev.loom.gateway.door.JsonBody;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a task asks people: its models' questions, and what is to become of it at the end of its
/// budget. Approvals have a route of their own.
public final class QuestionRoutes {
  private static final int ID_CHARS_MAX = 200;
  private static final double LIMIT_MAX = 1_000_000_000_000.0;

  private final Bus bus;

  public QuestionRoutes(Bus bus) {
    this.bus = bus;
  }

  /// An open question.
  ///
  /// @param kind `question` or `budget`
  /// @param options empty when any text will do
  record QuestionView(
      String questionId,
      TaskId taskId,
      Optional<SubtaskId> subtaskId,
      PendingDecision.Kind kind,
      String question,
      List<String> options,
      Instant expiresAt) {
    static QuestionView of(TaskId task, PendingDecision asked) {
      return new QuestionView(
          asked.id(),
          task,
          asked.subtaskId(),
          asked.kind(),
          asked.text(),
          asked.options(),
          asked.expiresAt());
    }
  }

  public void mount(Router router) {
    Asked.get(router, "/tasks/:task/questions", this::list);
    router.post("/tasks/:task/questions/:question/answer").handler(this::answer);
  }

  private void list(RoutingContext context) {
    Reply.json(
        context,
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(Asked.task(context))),
        QuestionRoutes::questions);
  }

  private static List<QuestionView> questions(TaskSnapshot task) {
    return task.waitingFor().stream()
        .filter(QuestionRoutes::isQuestion)
        .map(asked -> QuestionView.of(task.taskId(), asked))
        .toList();
  }

  private static boolean isQuestion(PendingDecision asked) {
    return switch (asked.kind()) {
      case QUESTION, BUDGET -> true;
      case APPROVAL -> false;
    };
  }

  private void answer(RoutingContext context) {
    var task = Asked.task(context);
    var question = context.pathParam("question");
    if (question.length() > ID_CHARS_MAX) {
      throw Problem.notFound("Question not found.").asException();
    }
    var fields = new Fields(JsonBody.of(context));
    var answer = fields.text("answer", AnswerQuestion.ANSWER_CHARS_MAX);
    var limit = fields.amount("limit", LIMIT_MAX);
    if (limit.isPresent() && limit.getAsDouble() == 0) {
      fields.error("limit", "must be more than 0");
    }
    fields.finish();
    Reply.json(
        context,
        bus.requestAsync(Addresses.TASK_ANSWER, new AnswerQuestion(task, question, answer, limit)),
        done -> ControlRoutes.Controlled.of(done, "The answer is recorded."));
  }
}
