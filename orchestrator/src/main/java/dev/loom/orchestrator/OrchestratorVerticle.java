package dev.loom.orchestrator;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Permits;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.orchestrator.core.Input;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;

/// Opens the orchestrator's doors: submit, cancel, approve. At its start it picks up every
/// unfinished task, so the rooms it asks must be there before it.
public final class OrchestratorVerticle extends VerticleBase {
  private static final Permits SUBMITS = new Permits(64, 10_000);
  private static final Permits CONTROLS = new Permits(64, 1_000);

  private final ExecutionConfig execution;
  private final VerificationConfig verification;
  private final InstantSource clock;
  private TaskRoster roster;

  public OrchestratorVerticle(
      ExecutionConfig execution, VerificationConfig verification, InstantSource clock) {
    this.execution = execution;
    this.verification = verification;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    roster = new TaskRoster(bus, execution, verification, clock);
    return vertx
        .executeBlocking(roster::recoverAll)
        .compose(
            recovered ->
                Future.all(
                    bus.serve(Addresses.TASK_SUBMIT, SUBMITS, Bus.Threads.VIRTUAL, roster::submit),
                    bus.serve(
                        Addresses.TASK_CANCEL,
                        CONTROLS,
                        Bus.Threads.VIRTUAL,
                        wish -> roster.control(wish.taskId(), new Input.Cancelled(wish.reason()))),
                    bus.serve(
                        Addresses.TASK_APPROVE,
                        CONTROLS,
                        Bus.Threads.VIRTUAL,
                        wish ->
                            roster.control(
                                wish.taskId(),
                                new Input.Answered(
                                    wish.subtaskId(), wish.approved(), wish.reason())))));
  }

  @Override
  public Future<?> stop() {
    return vertx.executeBlocking(
        () -> {
          roster.leaveAll();
          return null;
        });
  }
}
