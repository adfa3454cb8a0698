package dev.loom.orchestrator;

import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.Bus.RequestHandler;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.Topic;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
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

  /// Waiting requests occupy no carrier thread; one that finds no place is rejected at once.
  private static final ConcurrencyLimit AWAIT_LIMIT = new ConcurrencyLimit(10_000, 0);

  private final Function<Bus, TaskRegistry> createRegistry;
  private TaskRegistry registry;

  public OrchestratorVerticle(
      ExecutionConfig execution,
      BudgetConfig budget,
      VerificationConfig verification,
      InstantSource clock) {
    this.createRegistry = bus -> new TaskRegistry(bus, execution, budget, verification, clock);
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    registry = createRegistry.apply(bus);
    return vertx.executeBlocking(registry::loadUnfinished).compose(count -> registerHandlers(bus));
  }

  /// Starts the unfinished tasks that [#start] loaded. Called once the whole engine has started, so
  /// that no task runs before all handlers are registered or in an engine that fails to start.
  public void startUnfinished() {
    registry.startUnfinished();
  }

  private Future<?> registerHandlers(Bus bus) {
    return Future.all(
        List.of(
            bus.subscribe(Addresses.MODEL_WAITS, Topic.ALL_KEYS, registry::onModelWait),
            serve(bus, Addresses.TASK_SUBMIT, SUBMIT_LIMIT, registry::submit),
            serve(bus, Addresses.TASK_RETRY, SUBMIT_LIMIT, registry::retry),
            serve(bus, Addresses.TASK_UNDO, CONTROL_LIMIT, registry::undo),
            serve(
                bus,
                Addresses.TASK_COMMAND,
                CONTROL_LIMIT,
                request -> registry.execute(request.taskId(), request.command())),
            serve(bus, Addresses.TASK_AWAIT, AWAIT_LIMIT, new TaskWaits(bus)::await)));
  }

  private static <Q extends Record, R extends Record> Future<?> serve(
      Bus bus, Address<Q, R> address, ConcurrencyLimit limit, RequestHandler<Q, R> handler) {
    return bus.handleBlocking(address, limit, Bus.ThreadKind.VIRTUAL, handler);
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
