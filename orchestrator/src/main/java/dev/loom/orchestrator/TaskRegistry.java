package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.RetriedTask;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.model.ModelWait;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.RetryTask;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.UndoTask;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolScope;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.TaskEnvironment;
import dev.loom.orchestrator.core.TaskRetry;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.LearnedPatterns;
import dev.loom.orchestrator.loop.EngineTools;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Holds the unfinished tasks: accepts new ones, recovers old ones and passes inputs to them. Its
/// methods block.
final class TaskRegistry {
  /// The longest wait for an input to be committed. Shorter than the deadline of the bus request.
  private static final long REPLY_SECONDS_MAX = 25;

  /// The number of tasks claimed by one request.
  private static final int CLAIM_MAX = 1_000;

  private static final Set<TaskStatus> RUNNING =
      Set.of(TaskStatus.PENDING, TaskStatus.PLANNING, TaskStatus.EXECUTING);

  private static final Logger LOG = System.getLogger(TaskRegistry.class.getName());

  private final Bus bus;
  private final ExecutionConfig execution;
  private final BudgetConfig budget;
  private final TaskServices services;
  private final Map<TaskId, TaskRunner> runners = new ConcurrentHashMap<>();
  private final List<TaskRunner> loadedRunners = new ArrayList<>();

  /// Unfinished tasks that could not be loaded. They are loaded again when a user resumes them.
  private final Set<TaskId> notLoaded = ConcurrentHashMap.newKeySet();

  private final InactiveTasks inactive;
  private volatile boolean afterCrash;

  TaskRegistry(
      Bus bus,
      ExecutionConfig execution,
      BudgetConfig budget,
      VerificationConfig verification,
      InstantSource clock) {
    this.bus = bus;
    this.execution = execution;
    this.budget = budget;
    this.services =
        new TaskServices(
            bus,
            clock,
            createTimers(),
            new TaskAdmission(execution.concurrency().maxParallelTasks()),
            new LearnedPatterns(bus, clock),
            verification);
    var noTools = EngineTools.addTo(new ToolCatalogue(List.of()));
    this.inactive =
        new InactiveTasks(bus, clock, new TaskEnvironment(execution, noTools, Optional.empty()));
  }

  /// Removes cancelled timers immediately: most timers are deadlines that are cancelled.
  private static ScheduledExecutorService createTimers() {
    var timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("loom-timers").factory());
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  /// Accepts a task. Returns once its first event is committed.
  SubmitTask.Accepted submit(SubmitTask request) throws InterruptedException {
    var accepted = findAccepted(request.key());
    return accepted.isPresent()
        ? accepted.get()
        : accept(request.spec(), request.settings(), request.key(), Optional.empty());
  }

  /// Accepts a task that continues an ended one. Returns once its first event is committed.
  SubmitTask.Accepted retry(RetryTask request) throws InterruptedException {
    var accepted = findAccepted(request.key());
    if (accepted.isPresent()) {
      return accepted.get();
    }
    var ended = TaskLoader.load(bus, request.taskId());
    var retry = TaskRetry.of(request.taskId(), ended);
    return accept(
        ended.spec().orElseThrow().withExecution(),
        ended.userInput().settings(),
        request.key(),
        Optional.of(retry));
  }

  private SubmitTask.Accepted accept(
      TaskSpec requested,
      Map<String, Object> settings,
      Optional<IdempotencyKey> key,
      Optional<RetriedTask> retry)
      throws InterruptedException {
    var queued = services.admission().queueLength();
    if (queued >= execution.concurrency().maxQueuedTasks()) {
      throw ServiceException.overloaded(
          queued + " tasks are already queued (execution.max_queued_tasks). Try again later.");
    }
    var resolved = resolve(settings);
    var spec =
        requested
            .withWorkspace(inspectWorkspace(requested.workspace()))
            .withBudget(requested.budget().withDefaults(resolved.budget().toBudget()));
    var tools = listTools(spec);
    var process = loadProcess(spec);
    process.ifPresent(definition -> requireTools(definition, tools));
    var id = TaskId.random();
    var environment = new TaskEnvironment(resolved.execution(), tools, process);
    var runner = addRunner(id, key, TaskState.NONE, environment, services.with(resolved));
    var reply = runner.mailbox().submit(new Input.Submitted(spec, retry, settings));
    runner.start(false);
    try {
      await(reply);
    } catch (ServiceException exception) {
      // A concurrent request with the same key may have been accepted first.
      return findAccepted(key).orElseThrow(() -> exception);
    }
    return new SubmitTask.Accepted(id, false);
  }

  /// Returns the task that was accepted earlier with the same key.
  private Optional<SubmitTask.Accepted> findAccepted(Optional<IdempotencyKey> key)
      throws InterruptedException {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    var found =
        bus.request(Addresses.IDEMPOTENCY_KEY_FIND, new FindByIdempotencyKey(key.get().key()));
    if (found.taskId().isPresent() && !found.requestHash().equals(key.get().requestHash())) {
      throw ServiceException.invalid(
          "The key '%s' was already used for another request. Use a new key."
              .formatted(key.get().key()));
    }
    return found.taskId().map(id -> new SubmitTask.Accepted(id, true));
  }

  /// Returns the configuration of a task.
  private ResolveSettings.Resolved resolve(Map<String, Object> settings)
      throws InterruptedException {
    return settings.isEmpty()
        ? new ResolveSettings.Resolved(
            execution, budget, services.verification(), Map.of(), Optional.empty())
        : bus.request(Addresses.SETTINGS_RESOLVE, new ResolveSettings(settings));
  }

  private String inspectWorkspace(String path) throws InterruptedException {
    try {
      return bus.request(Addresses.WORKSPACE_INSPECT, new InspectWorkspace(path, false)).path();
    } catch (ServiceException exception) {
      throw exception.about("workspace");
    }
  }

  /// Returns the tools that a task uses until it ends or the engine stops.
  private ToolCatalogue listTools(TaskSpec spec) throws InterruptedException {
    return EngineTools.addTo(bus.request(Addresses.TOOL_LIST, new ListTools(scopeOf(spec))));
  }

  private static ToolScope scopeOf(TaskSpec spec) {
    return spec.process()
        .<ToolScope>map(ToolScope.OneProcess::new)
        .orElse(new ToolScope.Everywhere());
  }

  private Optional<ProcessDefinition> loadProcess(TaskSpec spec) throws InterruptedException {
    if (spec.process().isEmpty()) {
      return Optional.empty();
    }
    var request = new LoadProcess(spec.process().get(), spec.workspace());
    try {
      return Optional.of(bus.request(Addresses.PROCESS_LOAD, request).definition());
    } catch (ServiceException exception) {
      throw exception.about("process");
    }
  }

  private static void requireTools(ProcessDefinition process, ToolCatalogue tools) {
    var missing =
        process.requiredTools().stream().filter(name -> tools.find(name).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw ServiceException.invalid(
              "Process '%s' requires missing tool(s): %s"
                  .formatted(process.name(), String.join(", ", missing)))
          .about("process");
    }
  }

  private TaskRunner addRunner(
      TaskId id,
      Optional<IdempotencyKey> key,
      TaskState state,
      TaskEnvironment environment,
      TaskServices taskServices) {
    var runner =
        new TaskRunner(id, key, state, environment, taskServices, () -> runners.remove(id));
    runners.put(id, runner);
    return runner;
  }

  /// Takes over and loads every unfinished task without a living owner. The tasks receive inputs
  /// from now on, but do not run before [#startUnfinished].
  ///
  /// @return the number of unfinished tasks, including any that cannot be loaded
  int loadUnfinished() throws InterruptedException {
    var ids = claimUnfinished();
    var toolsByScope = new HashMap<ToolScope, ToolCatalogue>();
    for (var id : ids) {
      try {
        loadedRunners.add(load(id, toolsByScope));
      } catch (ServiceException | IllegalStateException | IllegalArgumentException exception) {
        LOG.log(Level.ERROR, "Task {0} cannot continue: {1}", id, exception.getMessage());
        notLoaded.add(id);
        pauseNotLoaded(id, exception.getMessage());
      }
    }
    return ids.size();
  }

  private void pauseNotLoaded(TaskId id, String reason) throws InterruptedException {
    try {
      inactive.execute(id, new TaskCommand.Pause("it cannot continue: " + reason));
    } catch (ServiceException | IllegalStateException | IllegalArgumentException ignored) {
      // Its journal cannot be read, or it is paused already.
    }
  }

  private List<TaskId> claimUnfinished() throws InterruptedException {
    var ids = new ArrayList<TaskId>();
    var request = new ClaimTasks(bus.engine(), Optional.empty(), CLAIM_MAX);
    for (var claimed = CLAIM_MAX; claimed == CLAIM_MAX; ) {
      var page = bus.request(Addresses.TASK_CLAIM, request);
      ids.addAll(page.taskIds());
      afterCrash = page.afterCrash();
      claimed = page.taskIds().size();
    }
    return ids;
  }

  private TaskRunner load(TaskId id, Map<ToolScope, ToolCatalogue> toolsByScope)
      throws InterruptedException {
    var state = TaskLoader.load(bus, id);
    var spec = state.spec().orElseThrow();
    var tools = toolsByScope.get(scopeOf(spec));
    if (tools == null) {
      tools = listTools(spec);
      toolsByScope.put(scopeOf(spec), tools);
    }
    var resolved = resolve(state.userInput().settings());
    var environment = new TaskEnvironment(resolved.execution(), tools, loadProcess(spec));
    return addRunner(id, Optional.empty(), state, environment, services.with(resolved));
  }

  /// Starts the tasks that [#loadUnfinished] loaded.
  void startUnfinished() {
    loadedRunners.forEach(runner -> runner.start(afterCrash));
    loadedRunners.clear();
  }

  /// Applies a command to a task. Returns once its effect is committed.
  ///
  /// @throws ServiceException if the task does not exist or its status does not allow the command
  ExecuteCommand.Executed execute(TaskId id, TaskCommand command) throws InterruptedException {
    if (command.startsWork() && notLoaded.remove(id)) {
      loadAgain(id);
    }
    var runner = runners.get(id);
    if (runner != null) {
      try {
        return await(runner.mailbox().submit(new Input.Command(command)));
      } catch (ServiceException exception) {
        if (exception.error().code() != ServiceError.Code.CONFLICT
            || !runner.mailbox().isClosed()) {
          throw exception;
        }
        // The task ended before it took the command.
      }
    }
    return inactive.execute(id, command);
  }

  private void loadAgain(TaskId id) throws InterruptedException {
    try {
      load(id, new HashMap<>()).start(false);
    } catch (ServiceException | IllegalStateException | IllegalArgumentException exception) {
      notLoaded.add(id);
      throw ServiceException.conflict(
          "Task %s cannot continue: %s".formatted(id, exception.getMessage()));
    }
  }

  /// Passes on that a model request of a task waits. Does not block.
  void onModelWait(ModelWait wait) {
    var runner = runners.get(wait.taskId());
    if (runner != null) {
      runner.mailbox().offer(new Input.ModelWaited(wait.event()));
    }
  }

  /// Undoes file changes of a task that is not running and records the undo in its journal. If the
  /// engine crashes in between, the change log still holds the undo; only the journal lacks the
  /// event.
  UndoChanges.Undone undo(UndoTask request) throws InterruptedException {
    var task = bus.request(Addresses.TASK_FIND, new FindTask(request.taskId()));
    // A task that waits or is paused starts nothing new; only a call that started before may run.
    if (RUNNING.contains(task.status())) {
      var status = task.status().name().toLowerCase(Locale.ROOT);
      throw ServiceException.conflict(
          "Task %s is %s; pause or cancel it first.".formatted(task.taskId(), status));
    }
    var undone =
        bus.request(
            Addresses.CHANGES_UNDO,
            new UndoChanges(request.taskId(), task.spec().workspace(), request.scope()));
    execute(request.taskId(), new TaskCommand.RecordUndo(undone.changeIds(), undone.restored()));
    return undone;
  }

  private static ExecuteCommand.Executed await(CompletableFuture<ExecuteCommand.Executed> reply)
      throws InterruptedException {
    try {
      return reply.get(REPLY_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException ignored) {
      throw ServiceException.failed(
          "The request was not recorded in time. Check the task's status, then try again.", true);
    } catch (ExecutionException exception) {
      throw exception.getCause() instanceof ServiceException cause
          ? cause
          : new IllegalStateException(exception.getCause());
    }
  }

  /// Stops every runner. The tasks stay unfinished; the next engine recovers them.
  void detachAll() throws InterruptedException {
    for (var runner : List.copyOf(runners.values())) {
      runner.detach();
    }
    services.timers().shutdownNow();
  }
}
