package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Lists what tasks wait for from users: `GET /decisions` of all tasks, and the questions of one
/// task. [ControlRoutes] answers them.
public final class DecisionRoutes {
  private final Bus bus;

  public DecisionRoutes(Bus bus) {
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
    private static QuestionView from(TaskId task, PendingDecision.Fields fields) {
      return new QuestionView(
          fields.id(),
          task,
          fields.subtaskId(),
          fields.kind(),
          fields.text(),
          fields.options(),
          fields.expiresAt());
    }
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/decisions", this::decisions);
    RequestParams.mountGet(router, "/tasks/:task/questions", this::questions);
  }

  private void decisions(RoutingContext context) {
    var limit = ListPendingDecisions.COUNT_MAX;
    var request = new ListPendingDecisions(RequestParams.number(context, "limit", limit, 1, limit));
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.DECISION_LIST, request),
        ListPendingDecisions.Found::decisions);
  }

  private void questions(RoutingContext context) {
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(RequestParams.task(context))),
        DecisionRoutes::questions);
  }

  private static List<QuestionView> questions(TaskSnapshot task) {
    return task.interaction().waitingFor().stream()
        .map(PendingDecision::toFields)
        .filter(fields -> fields.kind() != PendingDecision.Kind.APPROVAL)
        .map(fields -> QuestionView.from(task.taskId(), fields))
        .toList();
  }
}
