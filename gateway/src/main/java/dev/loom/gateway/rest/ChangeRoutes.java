package dev.loom.gateway.rest;

import dev.loom.api.tool.FileChange;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.UndoTask;
import dev.loom.gateway.filter.JsonBody;
import dev.loom.gateway.response.InterimResponses;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/// Lists and undoes the file changes of a task.
public final class ChangeRoutes {
  private final Bus bus;
  private final InterimResponses interimResponses;

  public ChangeRoutes(Vertx vertx, Bus bus) {
    this.bus = bus;
    this.interimResponses = new InterimResponses(vertx);
  }

  /// Represents the result of an undo.
  ///
  /// @param restored result for each file
  /// @param changeIds changes that are now undone, newest first
  record UndoResponse(
      String status,
      String message,
      TaskId taskId,
      List<FileChange> restored,
      List<Long> changeIds) {
    static UndoResponse from(TaskId task, UndoChanges.Undone result) {
      var count = result.changeIds().size();
      var message = count == 1 ? "1 change undone." : count + " changes undone.";
      return new UndoResponse("ok", message, task, result.restored(), result.changeIds());
    }
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/tasks/:task/changes", this::list);
    router.post("/tasks/:task/undo").handler(this::undo);
  }

  private void list(RoutingContext context) {
    var task = RequestParams.task(context);
    var withDiffs = RequestParams.flag(context, "diff");
    var subtask = subtask(context);
    var changes =
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(task))
            .compose(
                found ->
                    bus.requestAsync(
                        Addresses.CHANGES_LIST,
                        new ListChanges(task, found.spec().workspace(), subtask, withDiffs)));
    SuccessResponses.sendJson(
        context, interimResponses.sendWhile(context, changes), ListChanges.Found::changes);
  }

  private static Optional<SubtaskId> subtask(RoutingContext context) {
    var parameter = RequestParams.parameter(context, "subtask");
    if (parameter.isPresent() && !SubtaskId.isValid(parameter.get())) {
      throw Problem.invalidField("subtask", "must be a subtask ID").toException();
    }
    return parameter.map(SubtaskId::new);
  }

  private void undo(RoutingContext context) {
    var task = RequestParams.task(context);
    var fields = new JsonFields(JsonBody.readOrEmpty(context));
    var subtask = fields.subtask("subtask_id");
    var change = fields.integer("change_id", 1, Long.MAX_VALUE);
    if (fields.has("subtask_id") && fields.has("change_id")) {
      fields.error("change_id", "cannot be combined with subtask_id");
    }
    fields.finish();
    var scope =
        change
            .<UndoChanges.Scope>map(UndoChanges.OneChange::new)
            .or(() -> subtask.map(UndoChanges.OneSubtask::new))
            .orElseGet(UndoChanges.WholeTask::new);
    var reply = bus.requestAsync(Addresses.TASK_UNDO, new UndoTask(task, scope));
    SuccessResponses.sendJson(
        context,
        interimResponses.sendWhile(context, reply),
        result -> UndoResponse.from(task, result));
  }
}
