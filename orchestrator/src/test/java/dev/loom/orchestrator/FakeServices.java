package dev.loom.orchestrator;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.Checkpoint;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.SaveCheckpoint;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.TaskCore;
import dev.loom.orchestrator.core.TaskEnvironment;
import dev.loom.orchestrator.core.TaskReducer;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.loop.EngineTools;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Fakes the services around the orchestrator on a real bus: storage, an empty workspace, models
/// and tools. The journal rejects what the real one rejects: gaps and changed repetitions.
public final class FakeServices implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /// The tools `read_file` and `shell_execute`, and the engine's own.
  static final ToolCatalogue TOOLS =
      EngineTools.addTo(
          new ToolCatalogue(
              List.of(
                  tool("read_file", true, CrashPolicy.RETRY),
                  tool("shell_execute", false, CrashPolicy.NEVER))));

  private static final ConcurrencyLimit LIMIT = new ConcurrencyLimit(100, 100);

  final Vertx vertx = Vertx.vertx();

  public final Bus bus = Bus.on(vertx);

  /// The model calls received, in order.
  public final List<CompleteModel> modelCalls = new CopyOnWriteArrayList<>();

  /// The number of times that the tools were listed.
  final AtomicInteger toolLists = new AtomicInteger();

  private final Map<TaskId, List<SequencedEvent>> journals = new ConcurrentHashMap<>();
  final Map<TaskId, Checkpoint> checkpoints = new ConcurrentHashMap<>();
  private final Map<TaskId, TaskSnapshot> snapshots = new ConcurrentHashMap<>();
  private final Map<String, FindByIdempotencyKey.Found> keys = new ConcurrentHashMap<>();

  private volatile Bus.RequestHandler<CompleteModel, CompleteModel.Completion> models =
      FakeServices::completeByRole;
  private volatile Bus.RequestHandler<RunTool, RunTool.Outcome> tools =
      call -> new RunTool.Outcome(ToolResult.ok("out"), 1);
  private volatile String toolListFailure = "";
  private volatile Consumer<AppendEvents> beforeAppend = append -> {};
  private volatile Consumer<AppendEvents> afterAppend = append -> {};

  public FakeServices() {
    handle(Addresses.JOURNAL_APPEND, this::append);
    handle(Addresses.JOURNAL_LOAD_HISTORY, this::loadHistory);
    handle(
        Addresses.CHECKPOINT_SAVE,
        save -> {
          checkpoints.put(save.taskId(), save.checkpoint());
          synchronized (this) {
            notifyAll();
          }
          return new SaveCheckpoint.Saved();
        });
    handle(
        Addresses.TASK_FIND,
        find -> {
          if (!snapshots.containsKey(find.taskId())) {
            throw ServiceException.notFound("no task");
          }
          return snapshots.get(find.taskId());
        });
    handle(
        Addresses.TASK_CLAIM,
        claim ->
            new ClaimTasks.Claimed(
                claim
                    .taskId()
                    .map(List::of)
                    .orElseGet(
                        () ->
                            journals.keySet().stream()
                                .filter(id -> !state(id).status().isFinished())
                                .toList()),
                false));
    handle(Addresses.STORAGE_AUDIT, audit -> new AuditReport(List.of()));
    handle(Addresses.TASK_LIST, list -> new ListTasks.Found(summaries(), false));
    handle(
        Addresses.IDEMPOTENCY_KEY_FIND,
        find ->
            keys.getOrDefault(find.key(), new FindByIdempotencyKey.Found(Optional.empty(), "")));
    handle(Addresses.PATTERN_LIST, list -> new ListPatterns.Found(List.of()));
    handle(
        Addresses.WORKSPACE_INSPECT,
        inspect -> new InspectWorkspace.WorkspaceInfo(inspect.path(), ""));
    handle(
        Addresses.WORKSPACE_READ, read -> new ReadWorkspaceFile.Content(read.path(), false, 0, ""));
    handle(Addresses.CHANGES_LIST, list -> new ListChanges.Found(List.of()));
    handle(
        Addresses.TOOL_LIST,
        list -> {
          toolLists.incrementAndGet();
          if (!toolListFailure.isEmpty()) {
            throw ServiceException.failed(toolListFailure, false);
          }
          return TOOLS;
        });
    handle(
        Addresses.TOOL_EFFECTS,
        request -> new DescribeEffects.Described(DeclaredEffects.of(request.calls())));
    handle(Addresses.TOOL_RUN, call -> tools.handle(call));
    handle(
        Addresses.MODEL_COMPLETE,
        call -> {
          modelCalls.add(call);
          return models.handle(call);
        });
  }

  private static ToolCatalogue.ToolInfo tool(String name, boolean readOnly, CrashPolicy onCrash) {
    var tool = ToolDescriptor.of(name, name, Map.of());
    return ToolCatalogue.ToolInfo.of(
        readOnly ? tool.asReadOnly() : tool, ToolCatalogue.ToolInfo.BUILTIN, onCrash, 1_000);
  }

  private <Q extends Record, R extends Record> void handle(
      Address<Q, R> address, Bus.RequestHandler<Q, R> handler) {
    bus.handleBlocking(address, LIMIT, Bus.ThreadKind.VIRTUAL, handler).await();
  }

  private synchronized AppendEvents.Appended append(AppendEvents append) {
    beforeAppend.accept(append);
    var journal = journals.computeIfAbsent(append.taskId(), id -> new ArrayList<>());
    if (append.firstSeq() <= journal.size()) {
      var stored = journal.subList((int) append.firstSeq() - 1, journal.size());
      if (!stored.stream().map(SequencedEvent::event).toList().equals(append.events())) {
        throw ServiceException.conflict("another append has these numbers");
      }
    } else if (append.firstSeq() > journal.size() + 1) {
      throw ServiceException.conflict("the journal has a gap");
    } else {
      for (var event : append.events()) {
        journal.add(new SequencedEvent(journal.size() + 1, append.at(), event));
      }
    }
    append.snapshot().ifPresent(snapshot -> snapshots.put(append.taskId(), snapshot));
    append.idempotencyKey().ifPresent(key -> storeKey(append.taskId(), key));
    notifyAll();
    afterAppend.accept(append);
    return new AppendEvents.Appended(journal.size());
  }

  private List<ListTasks.TaskSummary> summaries() {
    return snapshots.values().stream().map(ListTasks.TaskSummary::of).toList();
  }

  /// Damages a journal: removes the event at an index.
  synchronized void removeEvent(TaskId id, int index) {
    journals.get(id).remove(index);
  }

  private void storeKey(TaskId id, IdempotencyKey key) {
    keys.put(key.key(), new FindByIdempotencyKey.Found(Optional.of(id), key.requestHash()));
  }

  private LoadTaskHistory.History loadHistory(LoadTaskHistory load) {
    if (!journals.containsKey(load.taskId())) {
      throw ServiceException.notFound("no task");
    }
    var journal = journal(load.taskId());
    var checkpoint =
        Optional.ofNullable(checkpoints.get(load.taskId()))
            .filter(each -> each.version() == load.checkpointVersion());
    long skipped = checkpoint.map(Checkpoint::seq).orElse(0L);
    return new LoadTaskHistory.History(
        checkpoint, journal.stream().filter(event -> event.seq() > skipped).toList());
  }

  synchronized List<SequencedEvent> journal(TaskId id) {
    return List.copyOf(journals.getOrDefault(id, List.of()));
  }

  TaskState state(TaskId id) {
    return TaskReducer.replay(journal(id));
  }

  /// Returns the names of the committed events.
  List<String> events(TaskId id) {
    return journal(id).stream().map(recorded -> recorded.event().type().wireName()).toList();
  }

  /// Waits until a checkpoint is saved.
  synchronized Checkpoint awaitCheckpoint(TaskId id) throws InterruptedException {
    while (!checkpoints.containsKey(id)) {
      wait();
    }
    return checkpoints.get(id);
  }

  /// Waits until an event of a type is committed.
  synchronized void await(TaskId id, Class<? extends TaskEvent> type) throws InterruptedException {
    while (journal(id).stream().noneMatch(recorded -> type.isInstance(recorded.event()))) {
      wait();
    }
  }

  /// Decides and stores inputs as a runner would.
  void store(TaskId id, Input... inputs) {
    var core = new TaskCore(environment());
    for (var input : inputs) {
      var before = state(id);
      var decision = core.decide(before, input, NOW);
      append(
          new AppendEvents(
              id,
              bus.engine(),
              before.lastSeq() + 1,
              NOW,
              decision.events(),
              Optional.of(TaskProjection.project(id, decision.state(), NOW)),
              Optional.empty(),
              List.of()));
    }
  }

  static TaskEnvironment environment() {
    return new TaskEnvironment(ExecutionConfig.defaults(), TOOLS, Optional.empty());
  }

  /// Makes listing the tools fail with a message; empty to succeed again.
  void failToolLists(String message) {
    toolListFailure = message;
  }

  public void onModelCall(Bus.RequestHandler<CompleteModel, CompleteModel.Completion> handler) {
    models = handler;
  }

  void onToolCall(Bus.RequestHandler<RunTool, RunTool.Outcome> handler) {
    tools = handler;
  }

  /// @param fault called before an append is stored; may throw
  void beforeAppend(Consumer<AppendEvents> fault) {
    beforeAppend = fault;
  }

  /// @param fault called after an append is stored; may throw
  void afterAppend(Consumer<AppendEvents> fault) {
    afterAppend = fault;
  }

  /// Plans one subtask `s1`, answers it with "done" and passes every verification.
  public static CompleteModel.Completion completeByRole(CompleteModel call) {
    return completion(
        switch (call.request().role()) {
          case PLANNER -> "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"do it\"}]}";
          case VERIFIER -> "{\"passed\":true,\"confidence\":0.9}";
          case EXECUTOR, EXTRACTOR -> "done";
        });
  }

  public static CompleteModel.Completion completion(String text, ToolCall... calls) {
    return new CompleteModel.Completion(
        "fake",
        new ModelResponse(
            text, "", List.of(calls), new TokenUsage(10, 5), "fake", ModelResponse.StopReason.DONE),
        0,
        List.of());
  }

  /// Blocks an executor's call until it is cancelled; other calls are completed.
  static CompleteModel.Completion blockExecutor(CompleteModel call) throws InterruptedException {
    if (call.request().role() == ModelRole.EXECUTOR) {
      new CountDownLatch(1).await();
    }
    return completeByRole(call);
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
