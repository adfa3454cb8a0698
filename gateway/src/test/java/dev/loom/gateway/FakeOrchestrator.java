package dev.loom.gateway;

import dev.loom.api.tool.FileChange;
import dev.loom.bus.Addresses;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.RecordedChange;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Fakes the orchestrator: accepts tasks and applies commands as far as the state of a task allows.
public final class FakeOrchestrator {
  /// The single change of every task.
  static final RecordedChange CHANGE =
      new RecordedChange(
          1,
          new SubtaskId("s1"),
          new StepId("s1.1.1.1"),
          "write_file",
          "a.txt",
          FileChange.Kind.CREATED,
          FakeBackend.AT,
          false,
          "",
          "+a");

  private final FakeBackend backend;
  private final Map<String, IdempotencyKey> keys = new HashMap<>();
  private final Map<String, TaskId> tasksOfKeys = new HashMap<>();

  /// Requests that took effect, in order.
  public final List<Record> received = new CopyOnWriteArrayList<>();

  FakeOrchestrator(FakeBackend backend) {
    this.backend = backend;
  }

  void registerHandlers() {
    backend.handle(Addresses.TASK_SUBMIT, this::submit);
    backend.handle(Addresses.IDEMPOTENCY_KEY_FIND, q -> find(q.key()));
    backend.handle(Addresses.TASK_COMMAND, this::execute);
    backend.handle(
        Addresses.CHANGES_LIST,
        q -> {
          received.add(q);
          var isSelected = q.subtaskId().stream().allMatch(CHANGE.subtaskId()::equals);
          return new ListChanges.Found(isSelected ? List.of(CHANGE) : List.of());
        });
    backend.handle(
        Addresses.TASK_RETRY,
        q -> submit(new SubmitTask(backend.task(q.taskId()).spec(), q.key())));
    backend.handle(
        Addresses.TASK_UNDO,
        q -> {
          backend.task(q.taskId());
          received.add(q);
          return new UndoChanges.Undone(
              List.of(new FileChange("a.txt", FileChange.Kind.DELETED)), List.of(1L), List.of());
        });
  }

  private ExecuteCommand.Executed execute(ExecuteCommand request) {
    var id = request.taskId();
    var changed =
        switch (request.command()) {
          case TaskCommand.Cancel c -> cancel(id);
          case TaskCommand.Steer c -> steer(id, c);
          case TaskCommand.Pause c ->
              setPaused(id, "pause", true, new TaskEvent.TaskPaused(c.reason()));
          case TaskCommand.Resume c -> setPaused(id, "resume", false, new TaskEvent.TaskResumed());
          case TaskCommand.ResolveApproval c -> backend.task(id) != null;
          case TaskCommand.Answer c -> answer(id, c);
          case TaskCommand.GiveFeedback c -> rate(id, c);
          case TaskCommand.RecordUndo c -> throw new UnsupportedOperationException("RecordUndo");
        };
    received.add(request);
    return new ExecuteCommand.Executed(id, backend.task(id).status(), changed);
  }

  private SubmitTask.Accepted submit(SubmitTask request) {
    var key = request.key();
    var before = key.map(IdempotencyKey::key).map(keys::get);
    if (before.isPresent()) {
      if (!before.equals(key)) {
        throw ServiceException.invalid("The key belongs to another request.");
      }
      return new SubmitTask.Accepted(tasksOfKeys.get(key.get().key()), true);
    }
    received.add(request);
    var task = backend.newTask(request.spec());
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

  private FakeTask running(TaskId id, String what) {
    var task = backend.task(id);
    if (task.status().isFinished()) {
      throw ServiceException.conflict(
          "Cannot " + what + " a task in status: " + task.status().name().toLowerCase(Locale.ROOT));
    }
    return task;
  }

  private boolean cancel(TaskId id) {
    running(id, "cancel");
    backend.record(
        id, new TaskEvent.TaskCancelled(0, 0, "asked", WorkspaceChanges.NONE, ModelUsage.NONE, 1));
    return true;
  }

  private boolean steer(TaskId id, TaskCommand.Steer command) {
    running(id, "steer");
    backend.record(id, new TaskEvent.TaskSteered(command.instruction()));
    return true;
  }

  private boolean setPaused(TaskId id, String what, boolean paused, TaskEvent.Recorded event) {
    var changed = (running(id, what).status() == TaskStatus.PAUSED) != paused;
    if (changed) {
      backend.record(id, event);
    }
    return changed;
  }

  private boolean answer(TaskId id, TaskCommand.Answer command) {
    var open = running(id, "answer").waitingFor();
    if (open.stream().map(PendingDecision::id).noneMatch(command.questionId()::equals)) {
      throw ServiceException.notFound("Question not found: " + command.questionId());
    }
    return true;
  }

  private boolean rate(TaskId id, TaskCommand.GiveFeedback command) {
    if (!backend.task(id).status().isFinished()) {
      throw ServiceException.conflict("Task " + id + " is not finished yet.");
    }
    backend.record(id, new TaskEvent.TaskFeedback(command.feedback()));
    return true;
  }
}
