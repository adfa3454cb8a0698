package dev.loom.gateway;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.change.RecordedChange;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskCommandResult;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.WorkspaceChanges;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the orchestrator answers: it accepts tasks, and does to them what is asked as far as their
/// state allows.
public final class ControlsForTest {
  /// The one change that every task made.
  static final RecordedChange CHANGE =
      new RecordedChange(
          1,
          new SubtaskId("s1"),
          new StepId("s1.1.1.1"),
          "write_file",
          "a.txt",
          FileChange.Kind.CREATED,
          RoomsForTest.AT,
          false,
          true,
          "",
          "+a");

  private final RoomsForTest rooms;
  private final Map<String, IdempotencyKey> keys = new HashMap<>();
  private final Map<String, TaskId> tasksOfKeys = new HashMap<>();

  /// Everything that took effect, in order.
  public final List<Record> heard = new CopyOnWriteArrayList<>();

  ControlsForTest(RoomsForTest rooms) {
    this.rooms = rooms;
  }

  void open() {
    rooms.serve(Addresses.TASK_SUBMIT, this::submit);
    rooms.serve(Addresses.IDEMPOTENCY_KEY_FIND, q -> find(q.key()));
    rooms.serve(Addresses.TASK_CANCEL, q -> cancel(q.taskId()));
    rooms.serve(
        Addresses.TASK_STEER,
        q -> {
          running(q.taskId(), "steer");
          heard.add(q);
          rooms.record(q.taskId(), new TaskEvent.TaskSteered(q.instruction()));
          return done(q.taskId(), true);
        });
    rooms.serve(
        Addresses.TASK_PAUSE,
        q -> {
          var changed = running(q.taskId(), "pause").status() != TaskStatus.PAUSED;
          heard.add(q);
          if (changed) {
            rooms.record(q.taskId(), new TaskEvent.TaskPaused(q.reason()));
          }
          return done(q.taskId(), changed);
        });
    rooms.serve(
        Addresses.TASK_RESUME,
        q -> {
          var changed = running(q.taskId(), "resume").status() == TaskStatus.PAUSED;
          heard.add(q);
          if (changed) {
            rooms.record(q.taskId(), new TaskEvent.TaskResumed());
          }
          return done(q.taskId(), changed);
        });
    rooms.serve(
        Addresses.TASK_APPROVE,
        q -> {
          rooms.task(q.taskId());
          heard.add(q);
          return done(q.taskId(), true);
        });
    rooms.serve(
        Addresses.TASK_ANSWER,
        q -> {
          var open = running(q.taskId(), "answer").waitingFor();
          if (open.stream().map(PendingDecision::id).noneMatch(q.questionId()::equals)) {
            throw ServiceError.notFound("Question not found: " + q.questionId()).toException();
          }
          heard.add(q);
          return done(q.taskId(), true);
        });
    rooms.serve(
        Addresses.CHANGES_LIST,
        q -> {
          heard.add(q);
          return new ChangeList(List.of(CHANGE));
        });
    rooms.serve(
        Addresses.TASK_UNDO,
        q -> {
          rooms.task(q.taskId());
          heard.add(q);
          return new UndoChanges.Undone(
              List.of(new FileChange("a.txt", FileChange.Kind.DELETED)), List.of(1L));
        });
    rooms.serve(
        Addresses.TASK_FEEDBACK,
        q -> {
          if (!rooms.task(q.taskId()).status().isFinished()) {
            throw ServiceError.conflict("Task " + q.taskId() + " is not finished yet.").toException();
          }
          heard.add(q);
          rooms.record(q.taskId(), new TaskEvent.TaskFeedback(q.feedback()));
          return done(q.taskId(), true);
        });
  }

  private SubmitTask.Accepted submit(SubmitTask question) {
    var key = question.key();
    var before = key.map(IdempotencyKey::key).map(keys::get);
    if (before.isPresent()) {
      if (!before.equals(key)) {
        throw ServiceError.invalid("The key belongs to another request.").toException();
      }
      return new SubmitTask.Accepted(tasksOfKeys.get(key.get().key()), true);
    }
    heard.add(question);
    var task = rooms.newTask(question.spec());
    key.ifPresent(
        each -> {
          keys.put(each.key(), each);
          tasksOfKeys.put(each.key(), task);
        });
    return new SubmitTask.Accepted(task, false);
  }

  private FindByIdempotencyKey.Found find(String key) {
    return new FindByIdempotencyKey.Found(
        Optional.ofNullable(tasksOfKeys.get(key)),
        Optional.ofNullable(keys.get(key)).map(IdempotencyKey::requestHash).orElse(""));
  }

  private TaskForTest running(TaskId id, String what) {
    var task = rooms.task(id);
    if (task.status().isFinished()) {
      throw ServiceError.conflict(
              "Cannot "
                  + what
                  + " a task in status: "
                  + task.status().name().toLowerCase(Locale.ROOT))
          .toException();
    }
    return task;
  }

  private TaskCommandResult cancel(TaskId id) {
    running(id, "cancel");
    rooms.record(
        id, new TaskEvent.TaskCancelled(0, 0, "asked", WorkspaceChanges.NONE, Usage.NONE, 1));
    return done(id, true);
  }

  private TaskCommandResult done(TaskId id, boolean changed) {
    return new TaskCommandResult(id, rooms.task(id).status(), changed);
  }
}
