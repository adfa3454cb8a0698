package dev.loom.gateway;

import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Address;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.Token;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.EventPage;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.TaskList;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.model.ModelList;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.task.AnswerApproval;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskControlled;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.tool.ToolCatalogue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// The rooms behind the doors, in memory and by hand: what is recorded is published in order and
/// after it can be read, as the real journal does.
public final class RoomsForTest {
  public static final Instant AT = Instant.parse("2026-11-22T10:11:12.123456Z");
  public static final String BLOB = "ab".repeat(32);

  private final Bus bus;
  private final Map<TaskId, List<JournalEntry>> journals = new LinkedHashMap<>();
  private final Map<TaskId, TaskSnapshot> tasks = new LinkedHashMap<>();
  private final Map<Address<?, ?>, Refusal> refusals = new ConcurrentHashMap<>();
  private final Set<Address<?, ?>> silent = ConcurrentHashMap.newKeySet();
  public final List<SubmitTask> submitted = new CopyOnWriteArrayList<>();
  public final List<AnswerApproval> approvals = new CopyOnWriteArrayList<>();

  private RoomsForTest(Bus bus) {
    this.bus = bus;
  }

  public static RoomsForTest on(Vertx vertx) {
    var rooms = new RoomsForTest(Bus.on(vertx));
    rooms.open();
    return rooms;
  }

  private <Q extends Record, R extends Record> void serve(
      Address<Q, R> address, Function<Q, R> handler) {
    bus.answer(
            address,
            question -> {
              if (silent.contains(address)) {
                return io.vertx.core.Promise.<R>promise().future();
              }
              var refusal = refusals.get(address);
              if (refusal != null) {
                return Future.failedFuture(refusal.asException());
              }
              synchronized (this) {
                return Future.succeededFuture(handler.apply(question));
              }
            })
        .await();
  }

  private void open() {
    serve(Addresses.TASK_FIND, question -> find(question.taskId()));
    serve(Addresses.TASK_LIST, q -> list(q.statuses(), q.countMax()));
    serve(Addresses.JOURNAL_READ, q -> read(q.taskId(), q.afterSeq(), q.countMax()));
    serve(
        Addresses.JOURNAL_BLOB,
        q -> {
          if (!q.sha256().equals(BLOB)) {
            throw Refusal.notFound("Blob not found: " + q.sha256()).asException();
          }
          return new ReadBlob.Blob("a long text\n<b>ü</b>");
        });
    serve(
        Addresses.TASK_SUBMIT,
        q -> {
          submitted.add(q);
          return new SubmitTask.Accepted(newTask(q.spec()));
        });
    serve(Addresses.TASK_CANCEL, q -> cancel(q.taskId()));
    serve(
        Addresses.TASK_APPROVE,
        q -> {
          find(q.taskId());
          approvals.add(q);
          return new TaskControlled(q.taskId(), TaskStatus.EXECUTING, true);
        });
    serve(
        Addresses.MODEL_LIST,
        q ->
            new ModelList(
                List.of(
                    new ModelList.Line(
                        "executor",
                        "qwen3:8b",
                        "ollama",
                        1,
                        Set.of(ModelRole.EXECUTOR),
                        true,
                        "closed")),
                "configured"));
    serve(
        Addresses.TOOL_LIST,
        q ->
            new ToolCatalogue(
                List.of(
                    new ToolCatalogue.Line(
                        new ToolDescription("read_file", "Reads.", Map.of("type", "object")),
                        true,
                        CrashPolicy.values()[0],
                        1_500))));
    serve(
        Addresses.PROCESS_LIST,
        q ->
            new ListProcesses.Found(
                List.of(
                    new ListProcesses.Line(
                        "research-report", "1.0", "Synthesis", 4, "guided", "built-in"))));
  }

  /// From now on, every question of an address is refused.
  public void refuse(Address<?, ?> address, Refusal refusal) {
    refusals.put(address, refusal);
  }

  /// Answers an address again.
  public void relent(Address<?, ?> address) {
    refusals.remove(address);
  }

  /// From now on, nobody hears the questions of an address.
  public void silence(Address<?, ?> address) {
    silent.add(address);
  }

  public TaskId newTask(TaskSpec spec) {
    return newTask(TaskId.random(), spec);
  }

  /// A task with its first event.
  public synchronized TaskId newTask(TaskId id, TaskSpec spec) {
    tasks.put(id, snapshot(id, TaskStatus.PENDING, spec, 1, 0, List.of()));
    journals.put(id, new ArrayList<>());
    record(id, new TaskEvent.TaskSubmitted(spec));
    return id;
  }

  public TaskId newTask() {
    return newTask(TaskSpec.of("Do it", "/projects/myapp"));
  }

  private static TaskSnapshot snapshot(
      TaskId id,
      TaskStatus status,
      TaskSpec spec,
      long lastSeq,
      int planVersion,
      List<SubtaskSnapshot> subtasks) {
    return new TaskSnapshot(
        id,
        status,
        spec,
        AT,
        AT.plusSeconds(lastSeq),
        status.isFinished() ? Optional.of(AT.plusSeconds(lastSeq)) : Optional.empty(),
        lastSeq,
        planVersion,
        subtasks,
        status == TaskStatus.FAILED ? List.of("s1: it broke") : List.of(),
        "",
        WorkspaceChanges.NONE,
        new TokenUsage(120, 34));
  }

  /// Records an event and tells whoever listens.
  public synchronized void record(TaskId id, TaskEvent.Recorded event) {
    record(id, event, "{}");
  }

  public synchronized void record(TaskId id, TaskEvent.Recorded event, String blobs) {
    var journal = journals.get(id);
    var seq = journal.size() + 1L;
    var entry =
        new JournalEntry(id, seq, event.type(), AT.plusMillis(seq), Json.write(event), blobs);
    journal.add(entry);
    var status =
        switch (event) {
          case TaskEvent.TaskCompleted done -> TaskStatus.COMPLETED;
          case TaskEvent.TaskFailed failed -> TaskStatus.FAILED;
          case TaskEvent.TaskCancelled cancelled -> TaskStatus.CANCELLED;
          default -> null;
        };
    var old = tasks.get(id);
    if (status != null) {
      tasks.put(id, snapshot(id, status, old.spec(), seq, old.planVersion(), old.subtasks()));
    }
    bus.publish(Addresses.TASK_EVENTS, id.value(), entry);
  }

  /// Gives a task a plan of two subtasks, one of which is done.
  public synchronized void plan(TaskId id) {
    var old = tasks.get(id);
    var done =
        new SubtaskSnapshot(
            new SubtaskId("s1"), "first", SubtaskStatus.COMPLETED, List.of(), 1, "fine", 0.9);
    var open =
        new SubtaskSnapshot(
            new SubtaskId("s2"),
            "second",
            SubtaskStatus.RUNNING,
            List.of(new SubtaskId("s1")),
            0,
            "",
            0);
    tasks.put(
        id, snapshot(id, TaskStatus.EXECUTING, old.spec(), old.lastSeq(), 1, List.of(done, open)));
  }

  /// Events that fill a stream, each with some text.
  public void chatter(TaskId id, int count, int chars) {
    for (var i = 0; i < count; i++) {
      record(id, new TaskEvent.TaskReplanning("x".repeat(chars), new SubtaskId("s1"), "r" + i));
    }
  }

  public void complete(TaskId id) {
    record(
        id, new TaskEvent.TaskCompleted(1, 1, "done", WorkspaceChanges.NONE, TokenUsage.NONE, 1.5));
  }

  public void token(TaskId id, String text) {
    bus.publish(
        Addresses.TOKENS,
        id.value(),
        new Token(id, new TaskEvent.TokenStreamed(new SubtaskId("s1"), text, "executor")));
  }

  public synchronized List<JournalEntry> journal(TaskId id) {
    return List.copyOf(journals.get(id));
  }

  private TaskSnapshot find(TaskId id) {
    var task = tasks.get(id);
    if (task == null) {
      throw Refusal.notFound("Task not found: " + id).asException();
    }
    return task;
  }

  private TaskList list(Set<TaskStatus> statuses, int countMax) {
    return new TaskList(
        tasks.values().stream()
            .filter(task -> statuses.isEmpty() || statuses.contains(task.status()))
            .limit(countMax)
            .map(
                task ->
                    new TaskList.Line(
                        task.taskId(),
                        task.spec().goal(),
                        task.status(),
                        task.spec().workspace(),
                        task.createdAt()))
            .toList());
  }

  private EventPage read(TaskId id, long afterSeq, int countMax) {
    var journal = journals.getOrDefault(id, List.of());
    return new EventPage(
        journal.stream().filter(entry -> entry.seq() > afterSeq).limit(countMax).toList());
  }

  private TaskControlled cancel(TaskId id) {
    var task = find(id);
    if (task.status().isFinished()) {
      throw Refusal.conflict("Task " + id + " is completed already.").asException();
    }
    record(
        id, new TaskEvent.TaskCancelled(0, 0, "asked", WorkspaceChanges.NONE, TokenUsage.NONE, 1));
    return new TaskControlled(id, TaskStatus.CANCELLED, true);
  }
}
