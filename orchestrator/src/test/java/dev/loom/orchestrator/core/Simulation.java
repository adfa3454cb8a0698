package dev.loom.orchestrator.core;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.loop.EngineTools;
import dev.loom.orchestrator.loop.FailureCategory;
import dev.loom.orchestrator.loop.Phase;
import dev.loom.orchestrator.loop.ToolCallState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Simulates one task from a seed: a journal that survives crashes, running effects that do not,
/// and a clock that only this class advances.
final class Simulation {
  /// The situations that a run over many seeds must reach at least once.
  static final List<String> FAULTS =
      List.of(
          "crash before the append",
          "crash between append and effects",
          "crash while effects run",
          "tool failure",
          "model failure",
          "late result",
          "cancel",
          "invalid plan",
          "cyclic plan",
          "approved",
          "rejected",
          "approval expired",
          "attempt limit",
          "failed verdict",
          "crash before anything began",
          "store failed before the commit",
          "store failed after the commit",
          "steered",
          "paused",
          "resumed",
          "crash in a pause",
          "question answered",
          "question expired",
          "budget exhausted",
          "budget raised",
          "budget finished",
          "budget stopped",
          "budget expired",
          "replanned",
          "invalid new plan",
          "repeated calls",
          "unknown tool",
          "malformed arguments",
          "empty answer",
          "blocked",
          "answer to another action",
          "command after the end",
          "completed",
          "failed",
          "cancelled");

  private static final int STEPS_MAX = 5_000;
  private static final int FAULTY_STEPS = 150;

  private final Random random;
  private final TaskEnvironment environment;
  private final TaskCore core;
  private final InjectedFault injectedFault;
  private final SimulatedStore store = new SimulatedStore();
  private final List<SequencedEvent> journal = store.journal();
  private final Set<Effect> running = new LinkedHashSet<>();
  private final List<Input> late = new ArrayList<>();
  private final Set<StepId> finishedSteps = new HashSet<>();
  private final Map<StepId, Integer> starts = new HashMap<>();
  private final Set<StepId> approvedSteps = new HashSet<>();
  private final Set<StepId> crashedSteps = new HashSet<>();
  private final Set<StepId> reservedSteps = new HashSet<>();
  private long published;
  private final TreeMap<String, Long> counts = new TreeMap<>();
  private final SimulatedResponses responses;
  private TaskState state = TaskState.NONE;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  Simulation(long seed) {
    this(seed, InjectedFault.NONE);
  }

  Simulation(long seed, InjectedFault injectedFault) {
    this.injectedFault = injectedFault;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.environment =
        new TaskEnvironment(
            new ExecutionConfig(
                new ExecutionConfig.AttemptLimits(
                    random.nextInt(3),
                    2 + random.nextInt(4),
                    chance(0.2) ? 20 : 0,
                    2 + random.nextInt(8),
                    1 + random.nextInt(3),
                    300),
                random.nextInt(3),
                1_000,
                new ExecutionConfig.Concurrency(1 + random.nextInt(3), 10, 10),
                new ExecutionConfig.Review(0.8, 60, 90)),
            EngineTools.addTo(
                new ToolCatalogue(
                    List.of(
                        tool("look", true, CrashPolicy.RETRY),
                        tool("write_file", false, CrashPolicy.VERIFY),
                        tool("append", false, CrashPolicy.RETRY),
                        tool("shell_execute", false, CrashPolicy.NEVER),
                        tool("careful", false, CrashPolicy.ASK)))),
            Optional.empty());
    this.core = new TaskCore(environment);
    this.responses = new SimulatedResponses(random, this::note);
  }

  private static ToolCatalogue.ToolInfo tool(String name, boolean readOnly, CrashPolicy onCrash) {
    var tool = ToolDescriptor.of(name, name, Map.of());
    return ToolCatalogue.ToolInfo.of(
        readOnly ? tool.asReadOnly() : tool, ToolCatalogue.ToolInfo.BUILTIN, onCrash, 1_000);
  }

  void run() {
    var mode = ApprovalMode.values()[random.nextInt(ApprovalMode.values().length)];
    apply(new Input.Submitted(TaskSpec.create("goal", "/w", mode).withBudget(budget())), false);
    if (chance(0.9)) {
      apply(new Input.Admitted(), true);
    } else {
      crash("crash before anything began");
    }
    for (int step = 0; !state.status().isFinished(); step++) {
      require(step < STEPS_MAX, "the task does not end");
      require(
          !running.isEmpty() || state.status() == TaskStatus.PAUSED,
          "the task requires no effects");
      now = now.plusMillis(random.nextInt(20_000));
      if (step < FAULTY_STEPS && chance(0.1)) {
        fault();
      } else {
        progress();
      }
    }
    checkAfterTheEnd();
  }

  private Budget budget() {
    return chance(0.6)
        ? Budget.NONE
        : new Budget(
            chance(0.5) ? 10 + random.nextInt(60) : 0,
            chance(0.3) ? 1 + random.nextInt(10) : 0,
            chance(0.3) ? 60 + random.nextInt(600) : 0,
            chance(0.3) ? 1 + random.nextInt(8) : 0);
  }

  private void checkAfterTheEnd() {
    note(state.status().name().toLowerCase(Locale.ROOT));
    require(
        RequiredEffects.compute(state, environment.execution()).isEmpty(),
        "work goes on after the end");
    require(ends() == 1, "the task ended " + ends() + " times");
    late.forEach(input -> require(decide(input).events().isEmpty(), "events after the end"));
    for (var command :
        List.of(
            new TaskCommand.Steer("x"), new TaskCommand.Pause("x"), new TaskCommand.Cancel("x"))) {
      note("command after the end");
      require(
          decide(new Input.Command(command)).events().isEmpty(),
          command + " changed a finished task");
    }
    var status = state.status();
    apply(new TaskCommand.GiveFeedback(new Feedback(Optional.of(3), "")), true);
    require(state.userInput().feedback().size() == 1, "feedback was lost");
    require(state.status() == status && ends() == 1, "feedback changed how the task ended");
  }

  private long ends() {
    return journal.stream()
        .filter(
            past ->
                past.event() instanceof TaskEvent.TaskCompleted
                    || past.event() instanceof TaskEvent.TaskFailed
                    || past.event() instanceof TaskEvent.TaskCancelled)
        .count();
  }

  private void fault() {
    switch (random.nextInt(9)) {
      case 0, 1 -> crash("crash while effects run");
      case 2, 3 -> {
        if (!late.isEmpty()) {
          note("late result");
          apply(late.get(random.nextInt(late.size())), true);
        }
      }
      case 4 -> answerPendingDecision();
      case 5 -> {
        note("steered");
        apply(new TaskCommand.Steer("do it so " + random.nextInt(100)), true);
      }
      case 6 -> pause();
      case 7 -> answerOtherAction();
      default -> {
        if (chance(0.15)) {
          note("cancel");
          apply(new TaskCommand.Cancel("enough"), true);
        }
      }
    }
  }

  /// Pauses the task for a while; meanwhile tools may finish, the user may answer and the engine
  /// may crash.
  private void pause() {
    note("paused");
    apply(new TaskCommand.Pause("lunch"), !chance(0.1));
    if (chance(0.3) && state.status() == TaskStatus.PAUSED) {
      crash("crash in a pause");
    }
    for (int i = 0; i < 3 && state.status() == TaskStatus.PAUSED; i++) {
      now = now.plusSeconds(random.nextInt(1_000));
      require(
          running.stream()
              .allMatch(
                  effect ->
                      effect instanceof Effect.RunTool || effect instanceof Effect.StartTimer),
          "a paused task calls models");
      if (!running.isEmpty()) {
        progress();
      }
    }
    if (state.status() == TaskStatus.PAUSED) {
      note("resumed");
      apply(new TaskCommand.Resume(), true);
      if (state.status() == TaskStatus.PENDING) {
        apply(new Input.Admitted(), true);
      }
    }
  }

  /// An answer to another action must have no effect.
  private void answerOtherAction() {
    var before = journal.size();
    state.subtasks().values().stream()
        .filter(subtask -> subtask.status() == SubtaskStatus.WAITING_APPROVAL)
        .filter(subtask -> subtask.phase() instanceof Phase.RunningTools)
        .filter(
            subtask -> subtask.pendingDecision().orElseThrow() instanceof PendingDecision.Approval)
        .findFirst()
        .ifPresent(
            subtask -> {
              note("answer to another action");
              apply(
                  new TaskCommand.ResolveApproval(
                      subtask.id(), true, "", Optional.of("another hash")),
                  true);
              require(journal.size() == before, "an answer to another action was accepted");
            });
    apply(new TaskCommand.Answer("no-such", "x", OptionalDouble.empty()), true);
    require(journal.size() == before, "an answer to an unknown question was accepted");
  }

  /// Completes a running effect, or advances the clock to the next timer.
  private void progress() {
    var all = new ArrayList<>(running);
    var effect = all.get(random.nextInt(all.size()));
    var input = result(effect);
    if (input == null) {
      answerPendingDecision();
      return;
    }
    running.remove(effect);
    late.add(input);
    apply(input, !chance(0.03));
  }

  private void answerPendingDecision() {
    var budgetState = state.budgetState();
    if (budgetState.question().isPresent()) {
      answerBudget(budgetState.question().get());
      return;
    }
    state.subtasks().values().stream()
        .filter(subtask -> subtask.status() == SubtaskStatus.WAITING_APPROVAL)
        .findFirst()
        .ifPresent(this::answer);
  }

  private void answer(SubtaskState subtask) {
    var decision = subtask.pendingDecision().orElseThrow();
    if (!(decision instanceof PendingDecision.Approval approval)) {
      note("question answered");
      apply(new TaskCommand.Answer(decision.id(), "blue", OptionalDouble.empty()), true);
      return;
    }
    boolean yes = chance(0.7);
    note(yes ? "approved" : "rejected");
    var hash = chance(0.5) ? Optional.of(approval.actionHash()) : Optional.<String>empty();
    apply(
        new TaskCommand.ResolveApproval(subtask.id(), yes, chance(0.5) ? "because" : "", hash),
        true);
  }

  private void answerBudget(TaskEvent.BudgetExhausted question) {
    var id = question.questionId();
    switch (random.nextInt(4)) {
      case 0, 1 -> {
        note("budget raised");
        apply(new TaskCommand.Answer(id, "raise", OptionalDouble.empty()), true);
      }
      case 2 -> {
        note("budget finished");
        apply(new TaskCommand.Answer(id, "finish", OptionalDouble.empty()), true);
      }
      default -> {
        note("budget stopped");
        apply(new TaskCommand.Answer(id, "stop", OptionalDouble.empty()), true);
      }
    }
  }

  private Input result(Effect effect) {
    return switch (effect) {
      case Effect.CallPlanner c -> responses.plan(c.request().version(), c.request().round());
      case Effect.CallModel c -> responses.modelTurn(c.step());
      case Effect.RunTool c -> responses.toolFinished(c);
      case Effect.Verify c ->
          new Input.VerdictArrived(c.step(), responses.verdict(), ModelUsage.NONE);
      case Effect.StartTimer c -> timer(c);
    };
  }

  private Input timer(Effect.StartTimer timer) {
    boolean due = !now.isBefore(timer.dueAt());
    boolean only = running.stream().allMatch(Effect.StartTimer.class::isInstance);
    if (!due && !(only && chance(0.3)) && !chance(0.002)) {
      return null;
    }
    if (now.isBefore(timer.dueAt())) {
      now = timer.dueAt();
    }
    note(
        switch (timer.kind()) {
          case DECISION_EXPIRY -> expired(timer.subject());
          case TASK_TIME_LIMIT -> "budget time";
          case ATTEMPT_TIME_LIMIT -> "attempt limit";
        });
    return new Input.TimerFired(timer);
  }

  private String expired(String decisionId) {
    if (state.isAwaitingBudgetDecision()
        && state.budgetState().question().orElseThrow().questionId().equals(decisionId)) {
      return "budget expired";
    }
    var decision =
        state.subtasks().values().stream()
            .flatMap(subtask -> subtask.pendingDecision().stream())
            .filter(open -> open.id().equals(decisionId))
            .findFirst()
            .orElseThrow();
    return decision instanceof PendingDecision.Approval ? "approval expired" : "question expired";
  }

  /// Does what a runner does with an input.
  ///
  /// @param survives whether the engine does not crash before the required effects start
  private void apply(TaskCommand command, boolean survives) {
    apply(new Input.Command(command), survives);
  }

  private void apply(Input input, boolean survives) {
    var decision = decide(input);
    require(decision.error().isEmpty() || decision.events().isEmpty(), "rejected but recorded");
    if (injectedFault == InjectedFault.PUBLISH_BEFORE_COMMIT) {
      published = journal.size() + decision.events().size();
    }
    if (injectedFault == InjectedFault.START_BEFORE_COMMIT) {
      state = decision.state();
      reconcile();
    }
    if (!survives && chance(0.3) && journal.size() > 1) {
      crash("crash before the append");
      return;
    }
    append(decision.events());
    state = decision.state();
    require(TaskReducer.replay(journal).equals(state), "the journal replays to another state");
    require(
        state.count(SubtaskStatus.RUNNING)
                <= environment.execution().concurrency().maxParallelSubtasks()
            || journal.getLast().event() instanceof TaskEvent.ApprovalReceived
            || wasResumedByUser(),
        "more subtasks run than may");
    if (state.status().isFinished()) {
      running.clear();
    } else if (survives) {
      reconcile();
    } else if (journal.size() > 1) {
      crash("crash between append and effects");
    }
  }

  /// A failed append is repeated until it is acknowledged.
  private void append(List<TaskEvent.Recorded> events) {
    if (events.isEmpty()) {
      return;
    }
    long firstSeq = journal.size() + 1L;
    boolean acknowledged = false;
    while (!acknowledged) {
      var fault = chance(0.01) ? storeFault() : SimulatedStore.Fault.NONE;
      acknowledged = store.append(firstSeq, events, now, fault);
    }
    events.forEach(this::check);
    published = journal.size();
  }

  private SimulatedStore.Fault storeFault() {
    boolean before = chance(0.5);
    note(before ? "store failed before the commit" : "store failed after the commit");
    return before ? SimulatedStore.Fault.BEFORE_COMMIT : SimulatedStore.Fault.AFTER_COMMIT;
  }

  /// A subtask that the user resumed runs even if another one took its place meanwhile.
  private boolean wasResumedByUser() {
    return journal.stream()
        .anyMatch(
            past ->
                past.event() instanceof TaskEvent.ApprovalReceived
                    || past.event() instanceof TaskEvent.QuestionAnswered);
  }

  private Decision decide(Input input) {
    return core.decide(state, input, now);
  }

  private void reconcile() {
    var required = RequiredEffects.compute(state, environment.execution());
    running.removeIf(effect -> !required.contains(effect));
    for (var effect : required) {
      if (running.add(effect)) {
        started(effect);
      }
    }
    if (injectedFault == InjectedFault.EFFECT_BEFORE_APPROVAL) {
      runUnapproved();
    }
  }

  private static List<StepId> stepsAwaitingModel(TaskState state) {
    var steps = new ArrayList<StepId>();
    for (var subtask : state.subtasks().values()) {
      if (subtask.phase() instanceof Phase.AwaitingModel awaiting) {
        steps.add(subtask.turnStep(awaiting.turn()));
      }
    }
    return steps;
  }

  private void runUnapproved() {
    for (var subtask : state.subtasks().values()) {
      subtask
          .attempt()
          .callWith(ToolCallState.Status.AWAITING_APPROVAL)
          .ifPresent(
              call ->
                  started(
                      new Effect.RunTool(
                          subtask.id(),
                          call.step(),
                          call.toolCall().name(),
                          call.toolCall().arguments(),
                          false,
                          false)));
    }
  }

  private void started(Effect effect) {
    switch (effect) {
      case Effect.CallPlanner c -> {}
      case Effect.StartTimer c -> {}
      case Effect.CallModel c -> {
        require(!finishedSteps.contains(c.step()), c.step() + " is called again");
        require(
            reservedSteps.contains(c.step()) || !state.isBudgetExhausted(),
            c.step() + " is called beyond the budget");
      }
      case Effect.Verify c ->
          require(
              !finishedSteps.contains(new StepId(c.step() + "?")), c.step() + " is verified again");
      case Effect.RunTool c -> {
        require(!finishedSteps.contains(c.step()), c.step() + " runs again after its end");
        if (c.args().get("command") instanceof String line && line.contains("rm -rf")) {
          require(approvedSteps.contains(c.step()), c.step() + " is dangerous and unapproved");
        }
        int times = starts.merge(c.step(), 1, Integer::sum);
        if (c.tool().equals("shell_execute")) {
          require(times == 1, c.step() + " may never run twice and did");
        }
        if (c.tool().equals("careful") && times > 1) {
          require(approvedSteps.contains(c.step()), c.step() + " ran again without approval");
        }
        require(
            times == 1 || crashedSteps.contains(c.step()), c.step() + " ran again without a crash");
      }
    }
  }

  private void crash(String kind) {
    note(kind);
    if (injectedFault == InjectedFault.FORGOTTEN_DOUBT) {
      running.clear();
      state = TaskReducer.replay(journal);
      reconcile();
      return;
    }
    running.forEach(
        effect -> {
          if (effect instanceof Effect.RunTool tool) {
            crashedSteps.add(tool.step());
          }
        });
    // A call whose start is committed may never have been sent.
    state
        .subtasks()
        .values()
        .forEach(
            subtask -> {
              if (subtask.phase() instanceof Phase.RunningTools running) {
                running.calls().stream()
                    .filter(call -> call.status() == ToolCallState.Status.STARTED)
                    .forEach(call -> crashedSteps.add(call.step()));
              }
            });
    running.clear();
    state = applyInjectedFault(TaskReducer.replay(journal));
    require(published <= journal.size(), "an uncommitted event was published");
    if (!state.status().isFinished()) {
      apply(new Input.Recovered(false), !chance(0.1));
    }
  }

  private TaskState applyInjectedFault(TaskState recovered) {
    if (injectedFault != InjectedFault.FORGOTTEN_ATTEMPTS) {
      return recovered;
    }
    return recovered.changeAll(
        subtask ->
            subtask.status() == SubtaskStatus.PENDING && subtask.attempt().number() > 0
                ? SubtaskState.pending(subtask.definition(), subtask.dependencies(), 0)
                : subtask);
  }

  private void check(TaskEvent.Recorded event) {
    switch (event) {
      case TaskEvent.ModelTurnCompleted e ->
          require(
              finishedSteps.add(StepId.turn(e.subtaskId(), e.attempt(), e.turn())),
              "a turn was recorded twice");
      case TaskEvent.ToolCallCompleted e ->
          require(finishedSteps.add(e.stepId()), e.stepId() + " was completed twice");
      case TaskEvent.VerificationCompleted e -> {
        var subtask = state.subtask(e.subtaskId()).orElseThrow();
        if (subtask.isVerifying()) {
          finishedSteps.add(new StepId(subtask.currentStep() + "?"));
        }
      }
      case TaskEvent.ApprovalReceived e -> {
        if (e.approved()) {
          approvedSteps.add(e.stepId());
        }
      }
      case TaskEvent.SubtaskStarted e -> requireNeedsAreDone(e.subtaskId());
      case TaskEvent.ToolCallStarted e -> {
        var budgetState = TaskReducer.replay(journal).budgetState();
        long allowed = budgetState.budget().maxToolCalls();
        require(
            allowed == 0 || budgetState.toolCalls() <= allowed,
            "more tool calls were started than the budget allows");
      }
      case TaskEvent.TaskReplanning e -> {
        note("replanned");
        require(
            e.version() <= 1 + environment.execution().maxReplans(), "more plans than may be made");
        require(
            TaskReducer.replay(journal).subtasks().values().stream()
                .allMatch(subtask -> subtask.status().isFinished()),
            "a plan is revised while something runs");
      }
      case TaskEvent.TaskPlanReady e ->
          state.subtasks().values().stream()
              .filter(subtask -> subtask.status() == SubtaskStatus.COMPLETED)
              .forEach(
                  subtask ->
                      require(
                          e.subtaskIds().contains(subtask.id()),
                          "completed work was dropped by a new plan"));
      case TaskEvent.TaskCompleted e ->
          require(
              TaskReducer.replay(journal).subtasks().values().stream()
                  .allMatch(subtask -> subtask.status() == SubtaskStatus.COMPLETED),
              "completed, and not all of it is");
      case TaskEvent.BudgetExhausted e -> {
        note("budget exhausted");
        reservedSteps.addAll(stepsAwaitingModel(TaskReducer.replay(journal)));
      }
      case TaskEvent.SubtaskFailed e -> {
        if (e.category().equals(FailureCategory.LOOP.wireName())) {
          note("repeated calls");
        }
      }
      default -> {
        // The other events have no invariant of their own.
      }
    }
  }

  /// Replays the journal up to the start of the subtask.
  private void requireNeedsAreDone(SubtaskId id) {
    var then = TaskReducer.replay(journal);
    then.subtask(id)
        .orElseThrow()
        .dependencies()
        .forEach(
            need ->
                require(
                    then.subtask(need).orElseThrow().status() == SubtaskStatus.COMPLETED,
                    id + " began before " + need + " was done"));
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private void note(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  List<SequencedEvent> journal() {
    return List.copyOf(journal);
  }

  Map<String, Long> counts() {
    return counts;
  }

  /// Describes the journal of a failing seed.
  String describe() {
    var text = new StringBuilder();
    journal.forEach(past -> text.append(past.seq()).append(' ').append(past.event()).append('\n'));
    return text.append("running: ").append(running).toString();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
