package dev.loom.gateway;

import dev.loom.api.model.ModelRole;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TokenKind;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.CheckStorage;
import dev.loom.contracts.journal.FindReply;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.journal.SaveReply;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.task.AwaitTask;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.tool.CheckSandbox;
import dev.loom.contracts.tool.ListMcpServers;
import dev.loom.contracts.tool.SandboxTier;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.webhook.WebhookQueued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Fakes all modules behind the gateway in memory. Like the real journal, it publishes events in
/// order and only after they can be read.
public final class FakeBackend {
  public static final Instant AT = Instant.parse("2026-11-22T10:11:12.123456Z");
  public static final String BLOB = "ab".repeat(32);

  private final Bus bus;
  private final Map<TaskId, FakeTask> tasks = new LinkedHashMap<>();
  private final Map<Address<?, ?>, ServiceError> errors = new ConcurrentHashMap<>();
  private final Set<Address<?, ?>> unresponsive = ConcurrentHashMap.newKeySet();
  public final FakeOrchestrator orchestrator = new FakeOrchestrator(this);
  public final FakeWebhookOutbox outbox = new FakeWebhookOutbox();
  public final FakePatternStore patterns = new FakePatternStore();
  private final Map<String, SaveReply> replies = new ConcurrentHashMap<>();
  public volatile ResolveSettings.Resolved resolved;
  private AuditReport audit = new AuditReport(List.of());

  private FakeBackend(Bus bus) {
    this.bus = bus;
  }

  /// Returns the requests of a type that took effect.
  public <Q extends Record> List<Q> received(Class<Q> kind) {
    return orchestrator.received.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public static FakeBackend start(Vertx vertx) {
    var backend = new FakeBackend(Bus.on(vertx));
    backend.registerHandlers();
    return backend;
  }

  <Q extends Record, R extends Record> void handle(Address<Q, R> address, Function<Q, R> handler) {
    bus.handleAsync(
            address,
            request -> {
              if (unresponsive.contains(address)) {
                return io.vertx.core.Promise.<R>promise().future();
              }
              var error = errors.get(address);
              if (error != null) {
                return Future.failedFuture(new ServiceException(error));
              }
              synchronized (this) {
                return Future.succeededFuture(handler.apply(request));
              }
            })
        .await();
  }

  private void registerHandlers() {
    handle(Addresses.TASK_FIND, request -> task(request.taskId()).snapshot());
    bus.handleBlocking(
            Addresses.TASK_AWAIT, new ConcurrencyLimit(100, 0), Bus.ThreadKind.VIRTUAL, this::await)
        .await();
    handle(Addresses.DECISION_LIST, q -> decisions(q.countMax()));
    handle(Addresses.TASK_LIST, this::list);
    handle(
        Addresses.TOOL_SANDBOX,
        request -> new CheckSandbox.Status(SandboxTier.NONE, "Commands run without a sandbox."));
    handle(Addresses.MCP_SERVERS, request -> new ListMcpServers.Found(List.of()));
    handle(Addresses.STORAGE_CHECK, request -> new CheckStorage.StorageHealth(true, List.of()));
    handle(Addresses.SETTINGS_RESOLVE, request -> resolved);
    handle(Addresses.JOURNAL_READ, q -> read(q.taskId(), q.afterSeq(), q.countMax()));
    handle(
        Addresses.JOURNAL_BLOB,
        q -> {
          if (!q.sha256().equals(BLOB)) {
            throw ServiceException.notFound("Blob not found: " + q.sha256());
          }
          return new ReadBlob.Blob("a long text\n<b>ü</b>");
        });
    orchestrator.registerHandlers();
    handle(Addresses.WEBHOOK_CLAIM, outbox::claim);
    handle(Addresses.WEBHOOK_RECORD_ATTEMPT, outbox::recordAttempt);
    handle(Addresses.PATTERN_LIST, patterns::list);
    handle(Addresses.PATTERN_DELETE, patterns::delete);
    handle(
        Addresses.REPLY_FIND, q -> new FindReply.Found(Optional.ofNullable(replies.get(q.key()))));
    handle(
        Addresses.REPLY_SAVE,
        q -> {
          replies.put(q.key(), q);
          return new SaveReply.Saved();
        });
    handle(Addresses.TASK_AUDIT, q -> audit);
    handle(
        Addresses.MODEL_LIST,
        q ->
            new ListModels.Found(
                List.of(
                    new ListModels.ModelStatus(
                        "executor",
                        "qwen3:8b",
                        "ollama",
                        1,
                        Set.of(ModelRole.EXECUTOR),
                        true,
                        "",
                        "closed",
                        new ListModels.Price(0, 0),
                        new ListModels.Statistics(0, 0, 0, 0, 0, ModelUsage.NONE))),
                "configured"));
    handle(
        Addresses.TOOL_LIST,
        q ->
            new ToolCatalogue(
                List.of(
                    ToolCatalogue.ToolInfo.of(
                        ToolDescriptor.of("read_file", "Reads.", Map.of("type", "object"))
                            .asReadOnly(),
                        ToolCatalogue.ToolInfo.BUILTIN,
                        CrashPolicy.values()[0],
                        1_500))));
    handle(
        Addresses.PROCESS_LIST,
        q ->
            new ListProcesses.Found(
                List.of(
                    new ListProcesses.ProcessSummary(
                        "research-report", "1.0", "Synthesis", 4, "guided", "built-in"))));
  }

  /// Fails all further requests to an address.
  public void failWith(Address<?, ?> address, ServiceError error) {
    errors.put(address, error);
  }

  /// Handles requests to an address again.
  public void stopFailing(Address<?, ?> address) {
    errors.remove(address);
  }

  /// Never replies to further requests to an address.
  public void stopReplying(Address<?, ?> address) {
    unresponsive.add(address);
  }

  public TaskId newTask(TaskSpec spec) {
    return newTask(TaskId.random(), spec);
  }

  /// Adds a task with its first event.
  public synchronized TaskId newTask(TaskId id, TaskSpec spec) {
    tasks.put(id, new FakeTask(id, spec));
    record(id, new TaskEvent.TaskSubmitted(spec));
    return id;
  }

  public TaskId newTask() {
    return newTask(TaskSpec.create("Do it", "/projects/myapp"));
  }

  /// Records an event and publishes it.
  public synchronized void record(TaskId id, TaskEvent.Recorded event) {
    record(id, event, "{}");
  }

  public synchronized void record(TaskId id, TaskEvent.Recorded event, String blobs) {
    var task = tasks.get(id);
    var entry = task.record(event, blobs);
    if (event.type().endsTask()) {
      task.spec().callbackUrl().ifPresent(url -> queueWebhook(id, entry.seq(), url));
    }
    bus.publish(Addresses.TASK_EVENTS, id.value(), entry);
    notifyAll();
  }

  private AwaitTask.Awaited await(AwaitTask request) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.millisMax());
    while (true) {
      var task = bus.request(Addresses.TASK_FIND, new FindTask(request.taskId()));
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (request.until().isReached(task) || left <= 0) {
        return new AwaitTask.Awaited(task, request.until().isReached(task));
      }
      synchronized (this) {
        if (task(request.taskId()).snapshot().equals(task)) {
          wait(left);
        }
      }
    }
  }

  /// Queues a webhook and announces it.
  public void queueWebhook(TaskId id, long seq, String url) {
    outbox.add(id, seq, url);
    bus.publish(Addresses.WEBHOOKS_QUEUED, id.value(), new WebhookQueued(id));
  }

  /// Gives a task a plan of two subtasks, the first of which is completed.
  public synchronized void plan(TaskId id) {
    tasks.get(id).plan();
  }

  /// Sets the pending decisions of a task.
  public synchronized void setPending(TaskId id, PendingDecision... pending) {
    tasks.get(id).setPending(List.of(pending));
  }

  /// Sets the report of further audits.
  public synchronized void setAuditReport(AuditReport report) {
    audit = report;
  }

  /// Records filler events with a text of the given length.
  public void recordFiller(TaskId id, int count, int chars) {
    for (var i = 0; i < count; i++) {
      record(
          id, new TaskEvent.TaskReplanning("x".repeat(chars), new SubtaskId("s1"), "r" + i, 2, 1));
    }
  }

  public void complete(TaskId id) {
    record(
        id, new TaskEvent.TaskCompleted(1, 1, "done", WorkspaceChanges.NONE, ModelUsage.NONE, 1.5));
  }

  public void publishToken(TaskId id, String text) {
    publish(
        id,
        new TaskEvent.TokenStreamed(
            new SubtaskId("s1"), text, "executor", new StepId("s1.1.1"), 1, TokenKind.TEXT, false));
  }

  public void publish(TaskId id, TaskEvent.Transient event) {
    bus.publish(Addresses.TRANSIENT_EVENTS, id.value(), new TransientEvent(id, event));
  }

  public synchronized List<JournalEntry> journal(TaskId id) {
    return List.copyOf(tasks.get(id).journal);
  }

  FakeTask task(TaskId id) {
    var task = tasks.get(id);
    if (task == null) {
      throw ServiceException.notFound("Task not found: " + id);
    }
    return task;
  }

  private ListPendingDecisions.Found decisions(int countMax) {
    return new ListPendingDecisions.Found(
        tasks.values().stream()
            .map(FakeTask::snapshot)
            .flatMap(
                task ->
                    task.interaction().waitingFor().stream()
                        .map(
                            decision ->
                                new ListPendingDecisions.TaskDecision(
                                    task.taskId(), task.spec().goal(), decision)))
            .limit(countMax)
            .toList());
  }

  /// Lists in the order of submission.
  private ListTasks.Found list(ListTasks request) {
    var statuses = request.statuses();
    var found =
        tasks.values().stream()
            .map(FakeTask::snapshot)
            .dropWhile(
                task -> request.after().filter(after -> !after.equals(task.taskId())).isPresent())
            .skip(request.after().isPresent() ? 1 : 0)
            .filter(task -> statuses.isEmpty() || statuses.contains(task.visibleStatus()))
            .map(ListTasks.TaskSummary::of)
            .toList();
    return new ListTasks.Found(
        found.stream().limit(request.countMax()).toList(), found.size() > request.countMax());
  }

  private ReadEvents.Page read(TaskId id, long afterSeq, int countMax) {
    var journal = tasks.containsKey(id) ? tasks.get(id).journal : List.<JournalEntry>of();
    return new ReadEvents.Page(
        journal.stream().filter(entry -> entry.seq() > afterSeq).limit(countMax).toList());
  }
}
