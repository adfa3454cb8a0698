package dev.loom.orchestrator;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelCompletion;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolOutcome;
import dev.loom.orchestrator.core.Command;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.Rules;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.LessonBook;
import dev.loom.orchestrator.prompt.ExecutorPrompt;
import dev.loom.orchestrator.verify.Verifier;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/// The work of one task that is under way. Starts what the state calls for and is not running yet,
/// stops what it no longer calls for. Belongs to the task's own thread; results go into its
/// mailbox.
final class Work {
  private static final double MILLIS_PER_SECOND = 1_000.0;

  private final TaskId task;
  private final Bus bus;
  private final Rules rules;
  private final LessonBook lessonBook;
  private final Planning planning;
  private final Verifier verifier;
  private final InstantSource clock;
  private final ScheduledExecutorService timers;
  private final Consumer<Input> mailbox;
  private final List<ToolDescription> offered;
  private final Map<Command, Runnable> running = new HashMap<>();

  Work(
      TaskId task,
      Bus bus,
      Rules rules,
      VerificationConfig verification,
      LessonBook lessonBook,
      InstantSource clock,
      ScheduledExecutorService timers,
      Consumer<Input> mailbox) {
    this.task = task;
    this.bus = bus;
    this.rules = rules;
    this.lessonBook = lessonBook;
    this.planning = new Planning(bus, rules, lessonBook);
    this.verifier = new Verifier(bus, verification);
    this.clock = clock;
    this.timers = timers;
    this.mailbox = mailbox;
    this.offered = offered(rules);
  }

  private static List<ToolDescription> offered(Rules rules) {
    var excluded = rules.process().map(p -> p.excludedTools()).orElse(List.of());
    return rules.tools().tools().stream()
        .map(tool -> tool.description())
        .filter(tool -> !excluded.contains(tool.name()))
        .toList();
  }

  /// Makes what runs the same as what is called for.
  void match(TaskState state, Set<Command> outstanding) {
    for (Iterator<Map.Entry<Command, Runnable>> each = running.entrySet().iterator();
        each.hasNext(); ) {
      var entry = each.next();
      if (!outstanding.contains(entry.getKey())) {
        entry.getValue().run();
        each.remove();
      }
    }
    for (var command : outstanding) {
      if (!running.containsKey(command)) {
        running.put(command, start(state, command));
      }
    }
  }

  /// Told before each result is decided about: what gave it runs no more and need not be stopped.
  void finished(Input input) {
    running.keySet().removeIf(command -> isAnsweredBy(command, input));
  }

  private static boolean isAnsweredBy(Command command, Input input) {
    return switch (command) {
      case Command.AskPlanner c ->
          input instanceof Input.PlanArrived i
                  && i.version() == c.version()
                  && i.round() == c.round()
              || input instanceof Input.PlanFailed f
                  && f.version() == c.version()
                  && f.round() == c.round();
      case Command.AskModel c ->
          input instanceof Input.TurnArrived i && i.step().equals(c.step())
              || input instanceof Input.TurnFailed f && f.step().equals(c.step());
      case Command.RunTool c -> input instanceof Input.ToolFinished i && i.step().equals(c.step());
      case Command.Verify c -> input instanceof Input.VerdictArrived i && i.step().equals(c.step());
      case Command.StartTimer c -> input instanceof Input.TimerFired i && i.timer().equals(c);
    };
  }

  boolean isNothing() {
    return running.isEmpty();
  }

  /// Stops everything.
  void stopAll() {
    running.values().forEach(Runnable::run);
    running.clear();
  }

  /// @return what stops it
  private Runnable start(TaskState state, Command command) {
    return switch (command) {
      case Command.AskPlanner c -> askPlanner(state, c);
      case Command.AskModel c -> askModel(state, c);
      case Command.RunTool c -> runTool(state, c);
      case Command.Verify c -> verify(state, c);
      case Command.StartTimer c -> startTimer(c);
    };
  }

  private Runnable askPlanner(TaskState state, Command.AskPlanner command) {
    var work = OperationId.forTask(task, "plan." + command.version() + "." + command.round());
    return onThread(
        work,
        () -> planning.ask(task, state, work, command),
        reason -> new Input.PlanFailed(command.version(), command.round(), reason));
  }

  private Runnable askModel(TaskState state, Command.AskModel command) {
    var subtask = state.subtask(command.subtaskId()).orElseThrow();
    var work = OperationId.forTask(task, command.step().value());
    var stopped = new AtomicBoolean();
    var prompt =
        ExecutorPrompt.of(state, subtask, rules.process(), rules.execution().maxContextTokens());
    bus.requestAsync(
            Addresses.MODEL_COMPLETE,
            new CompleteModel(
                work,
                task,
                Optional.of(command.subtaskId()),
                command.modelTier(),
                lessonBook.known().avoidedFor(subtask.definition()),
                request(prompt.messages()),
                prompt.shortened().stream().map(this::request).toList()))
        .onComplete(
            answer -> mailbox.accept(turn(command, answer)),
            failure -> {
              // Whoever stopped it, for a pause, asks again later: it has not failed.
              if (!stopped.get()) {
                mailbox.accept(turnFailed(command, failure));
              }
            });
    return () -> {
      stopped.set(true);
      bus.cancel(work.value());
    };
  }

  private static Input turnFailed(Command.AskModel command, Throwable failure) {
    return new Input.TurnFailed(
        command.step(),
        failure.getMessage(),
        failure instanceof ServiceException refused && refused.error().retryable());
  }

  private ModelRequest request(List<Message> messages) {
    return new ModelRequest(ModelRole.EXECUTOR, messages, offered, Optional.empty());
  }

  private static Input turn(Command.AskModel command, ModelCompletion answer) {
    var response = answer.response();
    return new Input.TurnArrived(
        command.step(),
        response.text(),
        response.toolCalls(),
        response.stop(),
        answer.alias(),
        answer.usage(),
        answer.passedOver(),
        response.continuation());
  }

  private Runnable runTool(TaskState state, Command.RunTool command) {
    var work = OperationId.forTask(task, command.step().value());
    bus.requestAsync(
            Addresses.TOOL_RUN,
            new RunTool(
                work,
                task,
                command.subtaskId(),
                command.step(),
                state.spec().orElseThrow().workspace(),
                command.tool(),
                command.args(),
                command.repeated()))
        .onComplete(
            outcome -> mailbox.accept(finished(command, outcome)),
            failure ->
                mailbox.accept(
                    new Input.ToolFinished(
                        command.step(), false, "", failure.getMessage(), List.of(), 0)));
    return () -> bus.cancel(work.value());
  }

  private static Input finished(Command.RunTool command, ToolOutcome outcome) {
    var result = outcome.result();
    return new Input.ToolFinished(
        command.step(),
        result.success(),
        result.output(),
        result.error(),
        result.filesChanged(),
        outcome.durationMillis() / MILLIS_PER_SECOND);
  }

  private Runnable verify(TaskState state, Command.Verify command) {
    var subtask = state.subtask(command.subtaskId()).orElseThrow();
    return onThread(
        OperationId.forTask(task, command.step() + ".verify"),
        () -> {
          var judgement = verifier.judge(task, state, subtask, command.step(), rules.process());
          return new Input.VerdictArrived(command.step(), judgement.verdict(), judgement.usage());
        },
        reason ->
            new Input.VerdictArrived(
                command.step(),
                new Verdict(
                    Verdict.Outcome.FAILED,
                    0,
                    0,
                    "Verification was not possible: " + reason,
                    List.of()),
                Usage.NONE));
  }

  /// Something that blocks and gives an input.
  private interface Blocking {
    Input run() throws InterruptedException;
  }

  private Runnable onThread(OperationId work, Blocking blocking, Function<String, Input> failed) {
    var thread =
        Thread.ofVirtual()
            .name(work.value())
            .start(
                () -> {
                  try {
                    mailbox.accept(blocking.run());
                  } catch (InterruptedException stopped) {
                    // Whoever stopped it does not wait for its result.
                  } catch (RuntimeException failure) {
                    mailbox.accept(failed.apply(failure.getMessage()));
                  }
                });
    return thread::interrupt;
  }

  private Runnable startTimer(Command.StartTimer command) {
    long millis = Math.max(0, command.dueAt().toEpochMilli() - clock.instant().toEpochMilli() + 1);
    Future<?> timer =
        timers.schedule(
            () -> mailbox.accept(new Input.TimerFired(command)), millis, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }
}
