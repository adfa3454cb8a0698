package dev.loom.orchestrator.core;

import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.PastEvent;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.ToolCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// One task in a world made of one seed: a journal that survives crashes, a set of running work
/// that does not, and a clock that only this class moves.
final class Simulation {
  /// What a campaign must have met at least once to mean anything.
  static final List<String> FAULTS =
      List.of(
          "crash before the append",
          "crash between append and commands",
          "crash while work runs",
          "tool failure",
          "model failure",
          "late result",
          "cancel",
          "no plan",
          "plan with a circle",
          "approved",
          "rejected",
          "approval expired",
          "attempt limit",
          "failed verdict",
          "completed",
          "failed");

  private static final int STEPS_MAX = 5_000;
  private static final int FAULTY_STEPS = 150;

  private final Random random;
  private final Rules rules;
  private final TaskCore core;
  private final List<PastEvent> journal = new ArrayList<>();
  private final Set<Command> running = new LinkedHashSet<>();
  private final List<Input> late = new ArrayList<>();
  private final Set<StepId> finishedSteps = new HashSet<>();
  private final Map<StepId, Integer> starts = new HashMap<>();
  private final Set<StepId> approvedSteps = new HashSet<>();
  private final Set<StepId> crashedSteps = new HashSet<>();
  private final TreeMap<String, Long> tally = new TreeMap<>();
  private TaskState state = TaskState.NONE;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  Simulation(long seed) {
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.rules =
        new Rules(
            new ExecutionConfig(
                random.nextInt(3),
                2 + random.nextInt(4),
                1 + random.nextInt(3),
                10,
                10,
                0.8,
                60,
                300),
            new ToolCatalogue(
                List.of(
                    tool("look", true, CrashPolicy.RETRY),
                    tool("write_file", false, CrashPolicy.RETRY),
                    tool("shell_execute", false, CrashPolicy.NEVER),
                    tool("careful", false, CrashPolicy.ASK))),
            Optional.empty());
    this.core = new TaskCore(rules);
  }

  private static ToolCatalogue.Line tool(String name, boolean readOnly, CrashPolicy onCrash) {
    return new ToolCatalogue.Line(
        new ToolDescription(name, name, Map.of()), readOnly, onCrash, 1_000);
  }

  void run() {
    var mode = ApprovalMode.values()[random.nextInt(ApprovalMode.values().length)];
    var spec =
        new TaskSpec("goal", "/w", Map.of(), mode, Optional.empty(), Optional.empty(), Map.of());
    take(new Input.Submitted(spec), false);
    if (chance(0.9)) {
      take(new Input.Begun(), true);
    } else {
      crash("crash before anything began");
    }
    for (int step = 0; !state.status().isFinished(); step++) {
      require(step < STEPS_MAX, "the task does not end");
      require(!running.isEmpty(), "the task waits for nothing");
      now = now.plusMillis(random.nextInt(20_000));
      if (step < FAULTY_STEPS && chance(0.08)) {
        fault();
      } else {
        progress();
      }
    }
    note(state.status().name().toLowerCase(Locale.ROOT));
    require(Outstanding.of(state, rules.execution()).isEmpty(), "work goes on after the end");
    var ends =
        journal.stream()
            .filter(
                past ->
                    past.event() instanceof TaskEvent.TaskCompleted
                        || past.event() instanceof TaskEvent.TaskFailed
                        || past.event() instanceof TaskEvent.TaskCancelled)
            .count();
    require(ends == 1, "the task ended " + ends + " times");
    late.forEach(input -> require(decide(input).events().isEmpty(), "news after the end"));
  }

  private void fault() {
    switch (random.nextInt(6)) {
      case 0, 1 -> crash("crash while work runs");
      case 2, 3 -> {
        if (!late.isEmpty()) {
          note("late result");
          take(late.get(random.nextInt(late.size())), true);
        }
      }
      case 4 -> answerSomebody();
      default -> {
        if (chance(0.15)) {
          note("cancel");
          take(new Input.Cancelled("enough"), true);
        }
      }
    }
  }

  /// Something that runs comes to its end, or the time passes that something waits for.
  private void progress() {
    var all = new ArrayList<>(running);
    var command = all.get(random.nextInt(all.size()));
    var input = result(command);
    if (input == null) {
      answerSomebody();
      return;
    }
    running.remove(command);
    late.add(input);
    if (chance(0.01)) {
      decide(input);
      crash("crash before the append");
    } else {
      take(input, !chance(0.02));
    }
  }

  private void answerSomebody() {
    state.subtasks().values().stream()
        .filter(subtask -> subtask.status() == SubtaskStatus.WAITING_APPROVAL)
        .findFirst()
        .ifPresent(
            subtask -> {
              boolean yes = chance(0.7);
              note(yes ? "approved" : "rejected");
              take(new Input.Answered(subtask.id(), yes, "because"), true);
            });
  }

  private Input result(Command command) {
    return switch (command) {
      case Command.AskPlanner c -> plan(c.round());
      case Command.AskModel c -> turn(c.step());
      case Command.RunTool c -> {
        boolean good = chance(0.8);
        if (!good) {
          note("tool failure");
        }
        var files =
            c.tool().equals("write_file") && good
                ? List.of(new FileChange("f" + random.nextInt(3), FileChange.Kind.MODIFIED))
                : List.<FileChange>of();
        yield new Input.ToolFinished(
            c.step(), good, good ? "out" : "", good ? "" : "err", files, 0.1);
      }
      case Command.Verify c -> new Input.VerdictArrived(c.step(), verdict(), TokenUsage.NONE);
      case Command.StartTimer c -> timer(c);
    };
  }

  private Input timer(Command.StartTimer timer) {
    boolean due = !now.isBefore(timer.dueAt());
    boolean only = running.stream().allMatch(Command.StartTimer.class::isInstance);
    if (!due && !(only && chance(0.3)) && !chance(0.002)) {
      return null;
    }
    if (now.isBefore(timer.dueAt())) {
      now = timer.dueAt();
    }
    note(
        switch (timer.kind()) {
          case APPROVAL_EXPIRY -> "approval expired";
          case ATTEMPT_LIMIT -> "attempt limit";
        });
    return new Input.TimerFired(timer);
  }

  private Input plan(int round) {
    if (chance(0.1)) {
      note("model failure");
      return new Input.PlanFailed(round, "no model");
    }
    if (chance(0.2)) {
      note("no plan");
      return arrived(round, "I would rather write prose {\"subtasks\": 7}.");
    }
    int count = 1 + random.nextInt(6);
    var json = new StringBuilder("Here: {\"subtasks\":[");
    boolean circle = chance(0.1);
    for (int i = 0; i < count; i++) {
      var needs = new ArrayList<String>();
      for (int j = 0; j < count; j++) {
        if (j < i && chance(0.4) || circle && j == (i + 1) % count) {
          needs.add("\"s" + j + "\"");
        }
      }
      json.append(i == 0 ? "" : ",")
          .append(
              "{\"id\":\"s%d\",\"description\":\"d\",\"depends_on\":%s,\"model_tier\":%d,"
                  .formatted(i, needs, 1 + random.nextInt(3)))
          .append(
              "\"is_critical_path\":%b,\"is_synthesis\":%b}".formatted(chance(0.1), chance(0.2)));
    }
    if (circle) {
      note("plan with a circle");
    }
    return arrived(round, json.append("]}").toString());
  }

  private static Input arrived(int round, String answer) {
    return new Input.PlanArrived(round, answer, "planner", new TokenUsage(1, 1));
  }

  private Input turn(StepId step) {
    if (chance(0.05)) {
      note("model failure");
      return new Input.TurnFailed(step, "the model is gone", chance(0.7));
    }
    var calls = new ArrayList<ToolCall>();
    while (chance(0.45) && calls.size() < 4) {
      calls.add(call("c" + calls.size()));
    }
    var text = chance(0.04) ? "BLOCKED: I cannot" : chance(0.05) ? "" : "done";
    return new Input.TurnArrived(step, text, calls, "executor", new TokenUsage(1, 1));
  }

  private ToolCall call(String id) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> new ToolCall(id, "look", Map.of("path", "a"));
      case 2, 3 -> new ToolCall(id, "write_file", Map.of("path", "a", "content", "b"));
      case 4 -> new ToolCall(id, "shell_execute", Map.of("command", "make all"));
      case 5 -> new ToolCall(id, "shell_execute", Map.of("command", "cd x && rm -rf build"));
      case 6 -> new ToolCall(id, "careful", Map.of());
      default ->
          chance(0.5)
              ? new ToolCall(id, "teleport", Map.of())
              : new ToolCall(id, "look", Map.of(), "{\"path\":");
    };
  }

  private Verdict verdict() {
    var outcomes = Verdict.Outcome.values();
    var outcome = chance(0.7) ? Verdict.Outcome.VERIFIED : outcomes[random.nextInt(3)];
    if (outcome == Verdict.Outcome.FAILED) {
      note("failed verdict");
    }
    return new Verdict(outcome, 1 + random.nextInt(2), random.nextDouble(), "feedback", List.of());
  }

  /// What a shell does with an input.
  ///
  /// @param survives whether the engine lives long enough to start what is called for
  private void take(Input input, boolean survives) {
    var decision = decide(input);
    for (var event : decision.events()) {
      journal.add(new PastEvent(journal.size() + 1, now, event));
      check(event);
    }
    state = decision.state();
    require(Fold.of(journal).equals(state), "the journal folds to another state");
    require(
        state.count(SubtaskStatus.RUNNING) <= rules.execution().maxParallelSubtasks()
            || journal.getLast().event() instanceof TaskEvent.ApprovalReceived
            || anApprovalIsBack(),
        "more subtasks run than may");
    if (survives) {
      match();
    } else if (journal.size() > 1) {
      crash("crash between append and commands");
    }
  }

  /// A subtask that comes back from a person runs on, even if another took its place meanwhile.
  private boolean anApprovalIsBack() {
    return journal.stream().anyMatch(past -> past.event() instanceof TaskEvent.ApprovalReceived);
  }

  private Decision decide(Input input) {
    return core.decide(state, input, now);
  }

  private void match() {
    var wanted = Outstanding.of(state, rules.execution());
    running.removeIf(command -> !wanted.contains(command));
    for (var command : wanted) {
      if (running.add(command)) {
        started(command);
      }
    }
  }

  private void started(Command command) {
    switch (command) {
      case Command.AskPlanner c -> {}
      case Command.StartTimer c -> {}
      case Command.AskModel c ->
          require(!finishedSteps.contains(c.step()), c.step() + " is asked again");
      case Command.Verify c ->
          require(
              !finishedSteps.contains(new StepId(c.step() + "?")), c.step() + " is judged again");
      case Command.RunTool c -> {
        require(!finishedSteps.contains(c.step()), c.step() + " runs again after its end");
        if (c.args().get("command") instanceof String line && line.contains("rm -rf")) {
          require(approvedSteps.contains(c.step()), c.step() + " is dangerous and unapproved");
        }
        int times = starts.merge(c.step(), 1, Integer::sum);
        if (c.tool().equals("shell_execute")) {
          require(times == 1, c.step() + " may never run twice and did");
        }
        if (c.tool().equals("careful") && times > 1) {
          require(approvedSteps.contains(c.step()), c.step() + " ran again unasked");
        }
        require(
            times == 1 || crashedSteps.contains(c.step()), c.step() + " ran again without a crash");
      }
    }
  }

  private void crash(String kind) {
    note(kind);
    running.forEach(
        command -> {
          if (command instanceof Command.RunTool tool) {
            crashedSteps.add(tool.step());
          }
        });
    // A call whose start is recorded may never have been sent.
    state
        .subtasks()
        .values()
        .forEach(
            subtask -> {
              if (subtask.phase() instanceof Phase.Calling calling) {
                calling.calls().stream()
                    .filter(call -> call.status() == Call.Status.STARTED)
                    .forEach(call -> crashedSteps.add(call.step()));
              }
            });
    running.clear();
    state = Fold.of(journal);
    if (!state.status().isFinished()) {
      take(new Input.Recovered(), !chance(0.1));
    }
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
        if (subtask.phase() instanceof Phase.Judging judging) {
          finishedSteps.add(new StepId(subtask.turnStep(judging.turn()) + "?"));
        }
      }
      case TaskEvent.ApprovalReceived e -> {
        if (e.approved()) {
          approvedSteps.add(e.stepId());
        }
      }
      case TaskEvent.SubtaskStarted e -> requireNeedsAreDone(e.subtaskId());
      default -> {
        // Nothing about the other events can be wrong on its own.
      }
    }
  }

  /// The events so far, folded: what the start was decided on.
  private void requireNeedsAreDone(SubtaskId id) {
    var then = Fold.of(journal);
    then.subtask(id)
        .orElseThrow()
        .needs()
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
    tally.merge(what, 1L, Long::sum);
  }

  Map<String, Long> tally() {
    return tally;
  }

  /// The journal, for a person who looks into a failing seed.
  String story() {
    var story = new StringBuilder();
    journal.forEach(past -> story.append(past.seq()).append(' ').append(past.event()).append('\n'));
    return story.append("running: ").append(running).toString();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
