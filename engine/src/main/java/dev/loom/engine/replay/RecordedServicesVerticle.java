package dev.loom.engine.replay;

import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.Registration;
import dev.loom.contracts.journal.ClaimTasks;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;

/// Handles the requests of the orchestrator with recorded replies.
final class RecordedServicesVerticle extends VerticleBase {
  private static final ConcurrencyLimit LIMIT = new ConcurrencyLimit(1_000, 10_000);

  private final RecordedServices services;
  private final ReplayJournal journal;

  RecordedServicesVerticle(RecordedServices services, ReplayJournal journal) {
    this.services = services;
    this.journal = journal;
  }

  @Override
  public Future<?> start() {
    var hosts =
        services.tools().tools().stream().flatMap(tool -> tool.host().stream()).distinct().toList();
    var handlers = new ArrayList<Future<Registration>>();
    for (var host : hosts) {
      handlers.add(handle(Addresses.TOOL_EFFECTS.at(host), services::describeEffects));
      handlers.add(handle(Addresses.TOOL_RUN.at(host), services::runTool));
    }
    handlers.addAll(
        List.of(
            handle(Addresses.MODEL_COMPLETE, services::complete),
            handle(Addresses.TOOL_EFFECTS, services::describeEffects),
            handle(Addresses.TOOL_RUN, services::runTool),
            handle(Addresses.WORKSPACE_INSPECT, services::inspect),
            handle(Addresses.WORKSPACE_READ, services::read),
            handle(Addresses.CHANGES_LIST, services::changes),
            handle(Addresses.TOOL_LIST, ignored -> services.tools()),
            handle(Addresses.PROCESS_LOAD, ignored -> services.process()),
            handle(Addresses.PATTERN_LIST, ignored -> services.patterns()),
            handle(Addresses.TASK_CLAIM, ignored -> new ClaimTasks.Claimed(List.of())),
            handle(Addresses.JOURNAL_APPEND, journal::append)));
    return Future.all(handlers);
  }

  private <Q extends Record, R extends Record> Future<Registration> handle(
      Address<Q, R> address, Bus.RequestHandler<Q, R> handler) {
    return Bus.on(vertx).handleBlocking(address, LIMIT, Bus.ThreadKind.VIRTUAL, handler);
  }
}
