package dev.loom.orchestrator;

import dev.loom.api.model.Assignment;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.core.Effect;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.PlanRequest;
import dev.loom.orchestrator.core.TaskEnvironment;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.loop.EngineTools;
import dev.loom.orchestrator.loop.FinishedCall;
import dev.loom.orchestrator.loop.ModelTurn;
import dev.loom.orchestrator.prompt.AnswerSchemas;
import dev.loom.orchestrator.prompt.Assignments;
import dev.loom.orchestrator.prompt.ExecutorPrompt;
import dev.loom.orchestrator.prompt.PlannerPrompt;
import dev.loom.orchestrator.verify.Verifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Runs the effects of one task: starts those that its state requires, cancels those that it no
/// longer requires. Not thread-safe; called only by the task's own thread. Results are added to the
/// task's mailbox.
final class TaskEffects {
  private static final double MILLIS_PER_SECOND = 1_000.0;
  private static final int PLANNER_TIER = 2;

  private final TaskId task;
  private final TaskServices services;
  private final Bus bus;
  private final TaskEnvironment environment;
  private final ToolHostClient toolHosts;
  private final Verifier verifier;
  private final BiConsumer<Effect, Input> mailbox;
  private final Map<Effect, Runnable> running = new HashMap<>();

  /// @param mailbox receives each effect's result
  TaskEffects(
      TaskId task,
      TaskEnvironment environment,
      TaskServices services,
      BiConsumer<Effect, Input> mailbox) {
    this.task = task;
    this.services = services;
    this.bus = services.bus();
    this.environment = environment;
    this.toolHosts = new ToolHostClient(bus, environment.tools());
    this.verifier = new Verifier(bus, services.verification(), services.models());
    this.mailbox = mailbox;
  }

  /// Starts and cancels effects until the running ones equal the required ones.
  void reconcile(TaskState state, Set<Effect> required) {
    for (var effect : List.copyOf(running.keySet())) {
      if (!required.contains(effect)) {
        running.remove(effect).run();
      }
    }
    for (var effect : required) {
      if (!running.containsKey(effect)) {
        running.put(effect, start(state, effect));
      }
    }
  }

  /// Forgets an effect that has a result, so that it is not cancelled later. Called before the
  /// result is decided.
  void onResult(Effect effect) {
    running.remove(effect);
  }

  boolean isIdle() {
    return running.isEmpty();
  }

  void cancelAll() {
    running.values().forEach(Runnable::run);
    running.clear();
  }

  /// @return a callback that cancels the effect
  private Runnable start(TaskState state, Effect effect) {
    return switch (effect) {
      case Effect.CallPlanner c -> callPlanner(state, c);
      case Effect.CallModel c -> callModel(state, c);
      case Effect.RunTool c -> runTool(state, c);
      case Effect.Verify c -> verify(state, c);
      case Effect.StartTimer c -> startTimer(c);
    };
  }

  private Runnable callPlanner(TaskState state, Effect.CallPlanner effect) {
    var request = effect.request();
    var operationId =
        OperationId.forTask(task, "plan." + request.version() + "." + request.round());
    return runOnThread(
        effect,
        operationId,
        () -> requestPlan(state, operationId, request),
        reason -> new Input.PlanFailed(request.version(), request.round(), reason));
  }

  private Input requestPlan(TaskState state, OperationId operationId, PlanRequest request)
      throws InterruptedException {
    var spec = state.spec().orElseThrow();
    var workspace =
        bus.request(Addresses.WORKSPACE_INSPECT, new InspectWorkspace(spec.workspace(), true));
    var toolNames = shownTools(List.of()).stream().map(ToolDescription::name).toList();
    var templates = services.learnedPatterns().templatesFor(spec.goal());
    List<Message> messages =
        PlannerPrompt.build(
            state, workspace.listing(), toolNames, environment.process(), templates);
    if (request.round() > 1) {
      messages = PlannerPrompt.buildCorrection(messages, request.answer(), request.problems());
    }
    var prompt =
        new ModelRequest(
            ModelRole.PLANNER,
            messages,
            List.of(),
            Optional.of(AnswerSchemas.PLAN),
            Optional.of(Assignments.plan(state)));
    var completion =
        bus.request(
            Addresses.MODEL_COMPLETE,
            new CompleteModel(
                operationId,
                task,
                Optional.empty(),
                PLANNER_TIER,
                Set.of(),
                prompt,
                List.of(),
                services.models()));
    return new Input.PlanArrived(
        request.version(),
        request.round(),
        completion.response().text(),
        completion.alias(),
        completion.usage(),
        services.learnedPatterns().hints());
  }

  private Runnable callModel(TaskState state, Effect.CallModel effect) {
    var subtask = state.subtask(effect.subtaskId()).orElseThrow();
    var operationId = OperationId.forTask(task, effect.step().value());
    var isCancelled = new AtomicBoolean();
    var prompt =
        ExecutorPrompt.build(
            state, subtask, environment.process(), environment.execution().maxContextTokens());
    var assignment = Optional.of(Assignments.execute(state, subtask));
    var tools = shownTools(subtask.attempt().calls());
    bus.requestAsync(
            Addresses.MODEL_COMPLETE,
            new CompleteModel(
                operationId,
                task,
                Optional.of(effect.subtaskId()),
                effect.modelTier(),
                services.learnedPatterns().cachedHints().avoidedModels(subtask.definition()),
                request(prompt.messages(), tools, assignment),
                prompt.trimmed().stream().map(each -> request(each, tools, assignment)).toList(),
                services.models()))
        .onComplete(
            completion -> describeCalls(state, effect, completion),
            failure -> {
              // A call is cancelled when the task pauses or ends; it has not failed.
              if (!isCancelled.get()) {
                var retryable = failure instanceof ServiceException e && e.error().retryable();
                onFailure(
                    effect,
                    failure,
                    reason -> new Input.TurnFailed(effect.step(), reason, retryable));
              }
            });
    return () -> {
      isCancelled.set(true);
      bus.cancel(operationId.value());
    };
  }

  private List<ToolDescription> shownTools(List<FinishedCall> calls) {
    return EngineTools.shown(environment.tools(), calls, environment.execution().maxShownTools())
        .stream()
        .map(ToolCatalogue.ToolInfo::description)
        .toList();
  }

  private static ModelRequest request(
      List<Message> messages, List<ToolDescription> tools, Optional<Assignment> assignment) {
    return new ModelRequest(ModelRole.EXECUTOR, messages, tools, Optional.empty(), assignment);
  }

  /// Adds to the turn what its tool calls are going to do.
  private void describeCalls(
      TaskState state, Effect.CallModel effect, CompleteModel.Completion completion) {
    toolHosts
        .describe(
            task,
            effect.step(),
            state.spec().orElseThrow().workspace(),
            completion.response().toolCalls())
        .onSuccess(
            effects ->
                mailbox.accept(
                    effect,
                    new Input.TurnArrived(effect.step(), new ModelTurn(completion, effects))));
  }

  private Runnable runTool(TaskState state, Effect.RunTool effect) {
    var operationId = OperationId.forTask(task, effect.step().value());
    toolHosts
        .run(
            new RunTool(
                operationId,
                task,
                effect.subtaskId(),
                effect.step(),
                state.spec().orElseThrow().workspace(),
                effect.tool(),
                effect.args(),
                effect.approved(),
                effect.repeated(),
                services.callLimits()))
        .onSuccess(
            outcome ->
                mailbox.accept(
                    effect,
                    new Input.ToolFinished(
                        effect.step(),
                        outcome.result(),
                        outcome.durationMillis() / MILLIS_PER_SECOND)));
    return () -> bus.cancel(operationId.value());
  }

  private Runnable verify(TaskState state, Effect.Verify effect) {
    var subtask = state.subtask(effect.subtaskId()).orElseThrow();
    return runOnThread(
        effect,
        OperationId.forTask(task, effect.step() + ".verify"),
        () -> {
          var verification =
              verifier.verify(task, state, subtask, effect.step(), environment.process());
          return new Input.VerdictArrived(
              effect.step(), verification.verdict(), verification.usage());
        },
        reason -> {
          var feedback = "The result could not be verified: " + reason;
          var verdict = new Verdict(Verdict.Outcome.FAILED, 0, 0, feedback, List.of());
          return new Input.VerdictArrived(effect.step(), verdict, ModelUsage.NONE);
        });
  }

  private interface BlockingCall {
    Input run() throws InterruptedException;
  }

  private Runnable runOnThread(
      Effect effect,
      OperationId operationId,
      BlockingCall blocking,
      Function<String, Input> onFailure) {
    var thread =
        Thread.ofVirtual()
            .name(operationId.value())
            .start(
                () -> {
                  try {
                    mailbox.accept(effect, blocking.run());
                  } catch (InterruptedException ignored) {
                    // A cancelled effect has no result.
                  } catch (RuntimeException failure) {
                    onFailure(effect, failure, onFailure);
                  }
                });
    return thread::interrupt;
  }

  private void onFailure(Effect effect, Throwable failure, Function<String, Input> otherFailure) {
    var isOutage =
        failure instanceof ServiceException exception
            && exception.error().code() == ServiceError.Code.MODEL_UNAVAILABLE;
    mailbox.accept(
        effect,
        isOutage
            ? new Input.ModelUnavailable(effect, failure.getMessage())
            : otherFailure.apply(failure.getMessage()));
  }

  private Runnable startTimer(Effect.StartTimer effect) {
    long delayMillis = Math.max(0, effect.dueAt().toEpochMilli() - services.clock().millis() + 1);
    Runnable fire = () -> mailbox.accept(effect, new Input.TimerFired(effect));
    var timer = services.timers().schedule(fire, delayMillis, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }
}
