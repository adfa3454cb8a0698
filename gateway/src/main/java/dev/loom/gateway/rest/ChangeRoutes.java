package dev.loom.gateway.rest;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.UndoTask;
import dev.loom.gateway.answer.Asked;
import dev.loom.gateway.answer.Patience;
import dev.loom.gateway.answer.Problem;
import dev.loom.gateway.answer.Reply;
import dev.loom.gateway.door.JsonBody;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/// What a task changed in its workspace: look at it, take it back.
public final class ChangeRoutes {
  private final Bus bus;
  private final Patience patience;

  public ChangeRoutes(Vertx vertx, Bus bus) {
    this.bus = bus;
    this.patience = new Patience(vertx);
  }

  /// The answer to taking back.
  ///
  /// @param restored what became of each file
  /// @param changeIds the changes that are undone now, newest first
  record Undone(
      String status,
      String message,
      TaskId taskId,
      List<FileChange> restored,
      List<Long> changeIds) {
    static Undone of(TaskId task, UndoChanges.Undone done) {
      var count = done.changeIds().size();
      var message = count == 1 ? "1 change is taken back." : count + " changes are taken back.";
      return new Undone("ok", message, task, done.restored(), done.changeIds());
    }
  }

  public void mount(Router router) {
    Asked.get(router, "/tasks/:task/changes", this::list);
    router.post("/tasks/:task/undo").handler(this::undo);
  }

  private void list(RoutingContext context) {
    var task = Asked.task(context);
    var withDiffs = Asked.flag(context, "diff");
    var subtask = subtask(context);
    var changes =
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(task))
            .compose(
                found ->
                    bus.requestAsync(
                        Addresses.CHANGES_LIST,
                        new ListChanges(task, found.spec().workspace(), subtask, withDiffs)));
    Reply.json(context, patience.during(context, changes), ChangeList::changes);
  }

  private static Optional<SubtaskId> subtask(RoutingContext context) {
    var given = Asked.parameter(context, "subtask");
    if (given.isPresent() && !SubtaskId.isValid(given.get())) {
      var wrong = new Problem.FieldError("subtask", "must be a subtask's id");
      throw Problem.ofFields(List.of(wrong)).asException();
    }
    return given.map(SubtaskId::new);
  }

  private void undo(RoutingContext context) {
    var task = Asked.task(context);
    var fields = new Fields(JsonBody.orEmpty(context));
    var subtask = fields.subtask("subtask_id");
    var change = fields.whole("change_id", 1, Long.MAX_VALUE);
    if (fields.has("subtask_id") && fields.has("change_id")) {
      fields.error("change_id", "and subtask_id exclude each other; give one of them");
    }
    fields.finish();
    var scope =
        change
            .<UndoChanges.Scope>map(UndoChanges.OneChange::new)
            .or(() -> subtask.map(UndoChanges.OneSubtask::new))
            .orElseGet(UndoChanges.WholeTask::new);
    var undone = bus.requestAsync(Addresses.TASK_UNDO, new UndoTask(task, scope));
    Reply.json(context, patience.during(context, undone), done -> Undone.of(task, done));
  }
}
