package dev.loom.gateway.rest;

import dev.loom.api.tool.FileChange;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.UndoTask;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/// Lists and undoes the file changes of a task.
public record ChangeRoutes(Bus bus) {
  /// Represents the result of an undo.
  ///
  /// @param restored result for each file
  /// @param changeIds changes that are now undone, newest first
  /// @param notUndone files whose changes remain, each with the reason
  record UndoResponse(
      String status,
      String message,
      TaskId taskId,
      List<FileChange> restored,
      List<Long> changeIds,
      List<String> notUndone) {
    static UndoResponse from(TaskId task, UndoChanges.Undone result) {
      var count = result.changeIds().size();
      var message = count == 1 ? "1 change undone." : count + " changes undone.";
      var left = result.notUndone();
      return new UndoResponse(
          left.isEmpty() ? "ok" : "partial",
          left.isEmpty() ? message : message + " Not undone: " + String.join("; ", left) + ".",
          task,
          result.restored(),
          result.changeIds(),
          left);
    }
  }

  public void mount(RestRouter router) {
    router.get("/tasks/:task/changes", this::list, "diff", "subtask");
    router.post("/tasks/:task/undo", this::undo);
  }

  private Future<?> list(RestRequest request) {
    var withDiffs = request.flag("diff");
    var subtask = subtask(request);
    return bus.requestAsync(Addresses.TASK_FIND, new FindTask(request.task()))
        .compose(
            found ->
                bus.requestAsync(
                        Addresses.CHANGES_LIST,
                        new ListChanges(
                            found.taskId(), found.spec().workspace(), subtask, withDiffs))
                    .map(changes -> requireKnown(subtask, found, changes)))
        .map(ListChanges.Found::changes);
  }

  /// Rejects a subtask that the task never had: an empty list would say that it changed nothing.
  private static ListChanges.Found requireKnown(
      Optional<SubtaskId> subtask, TaskSnapshot task, ListChanges.Found found) {
    if (subtask.isPresent() && found.changes().isEmpty() && !task.has(subtask.get())) {
      throw Problem.notFound("Subtask not found: " + subtask.get());
    }
    return found;
  }

  private static Optional<SubtaskId> subtask(RestRequest request) {
    var parameter = request.parameter("subtask");
    if (parameter.isPresent() && !SubtaskId.isValid(parameter.get())) {
      throw Problem.invalidField("subtask", "must be a subtask ID");
    }
    return parameter.map(SubtaskId::new);
  }

  private Future<UndoResponse> undo(RestRequest request) {
    var fields = request.optionalFields();
    var subtask = fields.subtask("subtask_id");
    var change = fields.integer("change_id", 1, Long.MAX_VALUE);
    var isAmbiguous = fields.has("subtask_id") && fields.has("change_id");
    fields.check("change_id", !isAmbiguous, "cannot be combined with subtask_id");
    fields.finish();
    var scope =
        change
            .<UndoChanges.Scope>map(UndoChanges.OneChange::new)
            .or(() -> subtask.map(UndoChanges.OneSubtask::new))
            .orElseGet(UndoChanges.WholeTask::new);
    return bus.requestAsync(Addresses.TASK_UNDO, new UndoTask(request.task(), scope))
        .map(result -> UndoResponse.from(request.task(), result));
  }
}
