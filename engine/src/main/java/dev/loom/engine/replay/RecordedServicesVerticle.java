package dev.loom.engine.replay;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ConcurrencyLimit;
import dev.loom.contracts.journal.ListUnfinishedTasks;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
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
    var bus = Bus.on(vertx);
    return Future.all(
        List.of(
            bus.handleBlocking(
                Addresses.MODEL_COMPLETE, LIMIT, Bus.ThreadKind.VIRTUAL, services::complete),
            bus.handleBlocking(
                Addresses.TOOL_RUN, LIMIT, Bus.ThreadKind.VIRTUAL, services::runTool),
            bus.handleBlocking(
                Addresses.WORKSPACE_INSPECT, LIMIT, Bus.ThreadKind.VIRTUAL, services::inspect),
            bus.handleBlocking(
                Addresses.WORKSPACE_READ, LIMIT, Bus.ThreadKind.VIRTUAL, services::read),
            bus.handleBlocking(
                Addresses.CHANGES_LIST, LIMIT, Bus.ThreadKind.VIRTUAL, services::changes),
            bus.handleBlocking(
                Addresses.TOOL_LIST, LIMIT, Bus.ThreadKind.VIRTUAL, q -> services.tools()),
            bus.handleBlocking(
                Addresses.PROCESS_LOAD, LIMIT, Bus.ThreadKind.VIRTUAL, q -> services.process()),
            bus.handleBlocking(
                Addresses.PATTERN_LIST, LIMIT, Bus.ThreadKind.VIRTUAL, q -> services.patterns()),
            bus.handleBlocking(
                Addresses.TASK_LIST_UNFINISHED,
                LIMIT,
                Bus.ThreadKind.VIRTUAL,
                q -> new ListUnfinishedTasks.Found(List.of())),
            bus.handleBlocking(
                Addresses.JOURNAL_APPEND, LIMIT, Bus.ThreadKind.VIRTUAL, journal::append)));
  }
}
