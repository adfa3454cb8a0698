package dev.loom.orchestrator;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ListUnfinishedTasks;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskCommandResult;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.core.EngineTools;
import dev.loom.orchestrator.core.Fold;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.Rules;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.LessonBook;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The tasks that are not finished: accepts new ones, picks up old ones, and brings people's
/// letters to them. Its methods block.
final class TaskRoster {
  /// How long somebody waits for a wish to be recorded; shorter than askers of the bus wait.
  private static final long REPLY_SECONDS_MAX = 25;

  private static final Logger LOG = System.getLogger(TaskRoster.class.getName());

  private final Bus bus;
  private final ExecutionConfig execution;
  private final BudgetConfig budget;
  private final VerificationConfig verification;
  private final InstantSource clock;
  private final Slots slots;
  private final LessonBook lessonBook;
  private final Map<TaskId, TaskShell> shells = new ConcurrentHashMap<>();
  private final List<TaskShell> recovered = new ArrayList<>();
  private final RestingTasks resting;
  private final ScheduledExecutorService timers = timers();

  TaskRoster(
      Bus bus,
      ExecutionConfig execution,
      BudgetConfig budget,
      VerificationConfig verification,
      InstantSource clock) {
    this.bus = bus;
    this.execution = execution;
    this.budget = budget;
    this.verification = verification;
    this.clock = clock;
    this.slots = new Slots(execution.maxParallelTasks());
    this.lessonBook = new LessonBook(bus, clock);
    this.resting = new RestingTasks(bus, clock, rules(new ToolCatalogue(List.of())));
  }

  /// Nearly every timer is a time limit that was kept; those must not wait here until it is over.
  private static ScheduledExecutorService timers() {
    var timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("loom-timers").factory());
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  private Rules rules(ToolCatalogue tools) {
    return new Rules(execution, EngineTools.addTo(tools), Optional.empty());
  }

  /// Accepts a task; returns once it is on disk.
  SubmitTask.Accepted submit(SubmitTask question) throws InterruptedException {
    var known = known(question.key());
    if (known.isPresent()) {
      return known.get();
    }
    if (slots.waiting() >= execution.maxQueuedTasks()) {
      throw ServiceError.overloaded(
              slots.waiting() + " tasks wait already (execution.max_queued_tasks).")
          .toException();
    }
    var asked = question.spec();
    var shape =
        bus.request(Addresses.WORKSPACE_INSPECT, new InspectWorkspace(asked.workspace(), false));
    var spec = asked.withWorkspace(shape.path()).withBudget(asked.budget().withDefaults(budget.toBudget()));
    var tools = EngineTools.addTo(bus.request(Addresses.TOOL_LIST, new ListTools()));
    var process = process(spec);
    process.ifPresent(definition -> requireTools(definition, tools));
    var id = TaskId.random();
    var shell = shell(id, question.key(), TaskState.NONE, new Rules(execution, tools, process));
    var recorded = shell.mailbox().post(new Input.Submitted(spec));
    shells.put(id, shell);
    shell.start();
    try {
      await(recorded);
    } catch (ServiceException refused) {
      // Somebody else may have handed in the same a moment ago.
      return known(question.key()).orElseThrow(() -> refused);
    }
    return new SubmitTask.Accepted(id, false);
  }

  /// The task that was accepted under a key before.
  private Optional<SubmitTask.Accepted> known(Optional<IdempotencyKey> key)
      throws InterruptedException {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    var found = bus.request(Addresses.IDEMPOTENCY_KEY_FIND, new FindByIdempotencyKey(key.get().key()));
    if (found.taskId().isPresent() && !found.requestHash().equals(key.get().requestHash())) {
      throw ServiceError.invalid(
              "The key '"
                  + key.get().key()
                  + "' belongs to another request already; use a new one.")
          .toException();
    }
    return found.taskId().map(id -> new SubmitTask.Accepted(id, true));
  }

  private Optional<ProcessDefinition> process(TaskSpec spec) throws InterruptedException {
    return spec.process().isEmpty()
        ? Optional.empty()
        : Optional.of(
            bus.request(Addresses.PROCESS_LOAD, new LoadProcess(spec.process().get(), spec.workspace()))
                .definition());
  }

  private static void requireTools(ProcessDefinition process, ToolCatalogue tools) {
    var missing =
        process.requiredTools().stream().filter(name -> tools.find(name).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw ServiceError.invalid(
              "Process '"
                  + process.name()
                  + "' requires missing tool(s): "
                  + String.join(", ", missing))
          .toException();
    }
  }

  private TaskShell shell(
      TaskId id, Optional<IdempotencyKey> submission, TaskState state, Rules rules) {
    var mailbox = new Mailbox();
    var work = new Work(id, bus, rules, verification, lessonBook, clock, timers, mailbox::offer);
    return new TaskShell(
        id, submission, state, rules, bus, clock, slots, mailbox, work, () -> shells.remove(id));
  }

  /// Takes in every task that an engine before this one left unfinished. Wishes reach them from
  /// then on; they themselves go on when they are told to.
  ///
  /// @return how many
  int recoverAll() throws InterruptedException {
    var ids = bus.request(Addresses.TASK_LIST_UNFINISHED, new ListUnfinishedTasks()).taskIds();
    if (ids.isEmpty()) {
      return 0;
    }
    var tools = EngineTools.addTo(bus.request(Addresses.TOOL_LIST, new ListTools()));
    for (var id : ids) {
      try {
        recover(id, tools);
      } catch (ServiceException | IllegalStateException | IllegalArgumentException unreadable) {
        LOG.log(
            Level.ERROR,
            "Task {0} cannot be picked up and is left as it is: {1}",
            id,
            unreadable.getMessage());
      }
    }
    return ids.size();
  }

  private void recover(TaskId id, ToolCatalogue tools) throws InterruptedException {
    var state = Fold.of(bus.request(Addresses.JOURNAL_LOAD_HISTORY, new LoadTaskHistory(id)).events());
    var rules = new Rules(execution, tools, process(state.spec().orElseThrow()));
    var shell = shell(id, Optional.empty(), state, rules);
    shells.put(id, shell);
    recovered.add(shell);
  }

  /// Lets what was taken in go on.
  void goOn() {
    recovered.forEach(TaskShell::start);
    recovered.clear();
  }

  /// Brings somebody's wish to a task; returns once it is recorded.
  ///
  /// @throws ServiceException when there is no such task, or it is in no state for that
  TaskCommandResult control(TaskId id, Input input) throws InterruptedException {
    var shell = shells.get(id);
    return shell == null ? resting.take(id, input) : await(shell.mailbox().post(input));
  }

  private static TaskCommandResult await(CompletableFuture<TaskCommandResult> reply)
      throws InterruptedException {
    try {
      return reply.get(REPLY_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException unrecorded) {
      throw ServiceError.failed(
              "It could not be recorded in time; look at the task, then try again.", true)
          .toException();
    } catch (ExecutionException refused) {
      throw refused.getCause() instanceof ServiceException refusal
          ? refusal
          : new IllegalStateException(refused.getCause());
    }
  }

  /// Leaves every task as it is, for the next engine.
  void leaveAll() throws InterruptedException {
    List<TaskShell> all = new ArrayList<>(shells.values());
    for (var shell : all) {
      shell.leave();
    }
    timers.shutdownNow();
  }
}
