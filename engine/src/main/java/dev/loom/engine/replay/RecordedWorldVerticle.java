package dev.loom.engine.replay;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Permits;
import dev.loom.contracts.journal.UnfinishedTasks;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/// Serves what the rooms around the orchestrator serve, from a transcript.
final class RecordedWorldVerticle extends VerticleBase {
  private static final Permits WAITING = new Permits(1_000, 10_000);

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
            bus.serve(Addresses.MODEL_ASK, WAITING, Bus.Threads.VIRTUAL, world::ask),
            bus.serve(Addresses.TOOL_RUN, WAITING, Bus.Threads.VIRTUAL, world::run),
            bus.serve(Addresses.WORKSPACE_INSPECT, WAITING, Bus.Threads.VIRTUAL, world::inspect),
            bus.serve(Addresses.WORKSPACE_READ, WAITING, Bus.Threads.VIRTUAL, world::read),
            bus.serve(Addresses.CHANGES_LIST, WAITING, Bus.Threads.VIRTUAL, world::changes),
            bus.serve(Addresses.TOOL_LIST, WAITING, Bus.Threads.VIRTUAL, q -> world.tools()),
            bus.serve(Addresses.PROCESS_LOAD, WAITING, Bus.Threads.VIRTUAL, q -> world.process()),
            bus.serve(Addresses.PATTERN_LIST, WAITING, Bus.Threads.VIRTUAL, q -> world.learned()),
            bus.serve(
                Addresses.TASKS_UNFINISHED,
                WAITING,
                Bus.Threads.VIRTUAL,
                q -> new UnfinishedTasks.Found(List.of())),
            bus.serve(Addresses.JOURNAL_APPEND, WAITING, Bus.Threads.VIRTUAL, journal::append)));
  }
}
