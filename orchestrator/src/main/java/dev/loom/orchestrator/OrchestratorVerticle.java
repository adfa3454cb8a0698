package dev.loom.orchestrator;

import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.Registration;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.AnswerQuestion;
import dev.loom.contracts.task.CancelTask;
import dev.loom.contracts.task.PauseTask;
import dev.loom.contracts.task.ResolveApproval;
import dev.loom.contracts.task.ResumeTask;
import dev.loom.contracts.task.SteerTask;
import dev.loom.contracts.task.SubmitFeedback;
import dev.loom.contracts.task.TaskCommandResult;
import dev.loom.orchestrator.core.Input;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// Registers the orchestrator's handlers: submit, undo and all task commands. Loads the unfinished
/// tasks when it is deployed, so the services that it requests must be registered first.
public final class OrchestratorVerticle extends VerticleBase {
  private static final ConcurrencyLimit SUBMIT_LIMIT = new ConcurrencyLimit(64, 10_000);
  private static final ConcurrencyLimit CONTROL_LIMIT = new ConcurrencyLimit(64, 1_000);

  private final ExecutionConfig execution;
  private final BudgetConfig budget;
  private final VerificationConfig verification;
  private final InstantSource clock;
  private final boolean recoversTasks;
  private TaskRegistry registry;

  /// @param recoversTasks whether unfinished tasks are recovered; if not, tasks can only be read,
  ///   undone and given inputs that start no work
  public OrchestratorVerticle(
      ExecutionConfig execution,
      BudgetConfig budget,
      VerificationConfig verification,
      InstantSource clock,
      boolean recoversTasks) {
    this.execution = execution;
    this.budget = budget;
    this.verification = verification;
    this.clock = clock;
    this.recoversTasks = recoversTasks;
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    registry = new TaskRegistry(bus, execution, budget, verification, clock);
    return vertx
        .executeBlocking(() -> recoversTasks ? registry.loadUnfinished() : 0)
        .compose(count -> registerHandlers(bus));
  }

  /// Starts the unfinished tasks that [#start] loaded. Called once the whole engine has started, so
  /// that no task runs before all handlers are registered or in an engine that fails to start.
  public void startUnfinished() {
    registry.startUnfinished();
  }

  private Future<?> registerHandlers(Bus bus) {
    return Future.all(
        List.of(
            bus.handleBlocking(
                Addresses.TASK_SUBMIT, SUBMIT_LIMIT, Bus.ThreadKind.VIRTUAL, registry::submit),
            bus.handleBlocking(
                Addresses.TASK_UNDO,
                CONTROL_LIMIT,
                Bus.ThreadKind.VIRTUAL,
                new TaskUndoService(bus, registry)::undo),
            handleControl(
                bus,
                Addresses.TASK_CANCEL,
                CancelTask::taskId,
                request -> new Input.Cancelled(request.reason())),
            handleControl(
                bus,
                Addresses.TASK_APPROVE,
                ResolveApproval::taskId,
                request ->
                    new Input.ApprovalAnswered(
                        request.subtaskId(),
                        request.approved(),
                        request.reason(),
                        request.actionHash())),
            handleControl(
                bus,
                Addresses.TASK_STEER,
                SteerTask::taskId,
                request -> new Input.Steered(request.instruction())),
            handleControl(
                bus,
                Addresses.TASK_PAUSE,
                PauseTask::taskId,
                request -> new Input.Paused(request.reason())),
            handleControl(
                bus, Addresses.TASK_RESUME, ResumeTask::taskId, request -> new Input.Resumed()),
            handleControl(
                bus,
                Addresses.TASK_ANSWER,
                AnswerQuestion::taskId,
                request ->
                    new Input.QuestionAnswered(
                        request.questionId(), request.answer(), request.newLimit())),
            handleControl(
                bus,
                Addresses.TASK_FEEDBACK,
                SubmitFeedback::taskId,
                request -> new Input.FeedbackGiven(request.feedback()))));
  }

  /// Registers a handler that passes a request to a task as an input.
  private <Q extends Record> Future<Registration> handleControl(
      Bus bus,
      Address<Q, TaskCommandResult> address,
      Function<Q, TaskId> task,
      Function<Q, Input> input) {
    return bus.handleBlocking(
        address,
        CONTROL_LIMIT,
        Bus.ThreadKind.VIRTUAL,
        request -> registry.control(task.apply(request), input.apply(request)));
  }

  @Override
  public Future<?> stop() {
    return vertx.executeBlocking(
        () -> {
          registry.detachAll();
          return null;
        });
  }
}
