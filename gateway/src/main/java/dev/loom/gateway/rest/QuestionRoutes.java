package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.TaskCommands;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.gateway.filter.JsonBody;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Lists and answers a task's questions to users: those of its models and those about its budget.
/// [ControlRoutes] handles approvals.
public final class QuestionRoutes {
  private static final int ID_CHARS_MAX = 200;
  private static final double LIMIT_MAX = 1_000_000_000_000.0;

  private final Bus bus;

  public QuestionRoutes(Bus bus) {
    this.bus = bus;
  }

  /// Represents a pending question.
  ///
  /// @param kind `question` or `budget`
  /// @param options allowed answers; empty if any text is allowed
  record QuestionView(
      String questionId,
      TaskId taskId,
      Optional<SubtaskId> subtaskId,
      PendingDecision.Kind kind,
      String question,
      List<String> options,
      Instant expiresAt) {
    private static Stream<QuestionView> from(TaskId task, PendingDecision pending) {
      var fields = pending.toFields();
      return switch (pending) {
        case PendingDecision.Approval _ -> Stream.empty();
        case PendingDecision.Question _, PendingDecision.Budget _ ->
            Stream.of(
                new QuestionView(
                    fields.id(),
                    task,
                    fields.subtaskId(),
                    fields.kind(),
                    fields.text(),
                    fields.options(),
                    fields.expiresAt()));
      };
    }
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/tasks/:task/questions", this::list);
    router.post("/tasks/:task/questions/:question/answer").handler(this::answer);
  }

  private void list(RoutingContext context) {
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(RequestParams.task(context))),
        QuestionRoutes::questions);
  }

  private static List<QuestionView> questions(TaskSnapshot task) {
    return task.interaction().waitingFor().stream()
        .flatMap(pending -> QuestionView.from(task.taskId(), pending))
        .toList();
  }

  private void answer(RoutingContext context) {
    var task = RequestParams.task(context);
    var question = context.pathParam("question");
    if (question.length() > ID_CHARS_MAX) {
      throw Problem.notFound("Question not found.").toException();
    }
    var fields = new JsonFields(JsonBody.read(context));
    var answer = fields.text("answer", TaskCommand.Answer.ANSWER_CHARS_MAX);
    var limit = fields.nonNegativeNumber("limit", LIMIT_MAX);
    if (limit.isPresent() && limit.getAsDouble() == 0) {
      fields.error("limit", "must be more than 0");
    }
    fields.finish();
    SuccessResponses.sendJson(
        context,
        TaskCommands.executeAsync(bus, task, new TaskCommand.Answer(question, answer, limit)),
        result -> ControlRoutes.ControlResponse.from(result, "The answer is recorded."));
  }
}
