package dev.loom.engine.replay;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ConcurrencyLimit;
import dev.loom.contracts.journal.ListUnfinishedTasks;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/// Serves what the rooms around the orchestrator serve, from a transcript.
final class RecordedWorldVerticle extends VerticleBase {
  private static final ConcurrencyLimit WAITING = new ConcurrencyLimit(1_000, 10_000);

  private final RecordedWorld world;
  private final ReplayJournal journal;

  RecordedWorldVerticle(RecordedWorld world, ReplayJournal journal) {
    this.world = world;
    this.journal = journal;
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    return Future.all(
        List.of(
            bus.handleBlocking(Addresses.MODEL_COMPLETE, WAITING, Bus.ThreadKind.VIRTUAL, world::ask),
            bus.handleBlocking(Addresses.TOOL_RUN, WAITING, Bus.ThreadKind.VIRTUAL, world::run),
            bus.handleBlocking(Addresses.WORKSPACE_INSPECT, WAITING, Bus.ThreadKind.VIRTUAL, world::inspect),
            bus.handleBlocking(Addresses.WORKSPACE_READ, WAITING, Bus.ThreadKind.VIRTUAL, world::read),
            bus.handleBlocking(Addresses.CHANGES_LIST, WAITING, Bus.ThreadKind.VIRTUAL, world::changes),
            bus.handleBlocking(Addresses.TOOL_LIST, WAITING, Bus.ThreadKind.VIRTUAL, q -> world.tools()),
            bus.handleBlocking(Addresses.PROCESS_LOAD, WAITING, Bus.ThreadKind.VIRTUAL, q -> world.process()),
            bus.handleBlocking(Addresses.PATTERN_LIST, WAITING, Bus.ThreadKind.VIRTUAL, q -> world.learned()),
            bus.handleBlocking(
                Addresses.TASK_LIST_UNFINISHED,
                WAITING,
                Bus.ThreadKind.VIRTUAL,
                q -> new ListUnfinishedTasks.Found(List.of())),
            bus.handleBlocking(Addresses.JOURNAL_APPEND, WAITING, Bus.ThreadKind.VIRTUAL, journal::append)));
  }
}
