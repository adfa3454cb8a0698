package dev.loom.bench;

import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.json.Json;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.engine.EngineVertx;
import dev.loom.memory.MemoryVerticle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// Measures Loom's journal over the bus, as the orchestrator uses it: each caller is a virtual
/// thread with its own task that waits for a reply before it appends the next event.
final class LoomJournal implements MeasuredJournal {
  private static final int READ_CONNECTIONS_MAX = 4;

  private final Path directory;
  private final TaskEvent.Recorded event = eventOf(DATA_BYTES);

  LoomJournal(Path directory) {
    this.directory = directory;
  }

  private static TaskEvent.Recorded eventOf(int bytes) {
    var envelopeBytes = Json.write(eventWith("")).length();
    return eventWith("x".repeat(bytes - envelopeBytes));
  }

  private static TaskEvent.Recorded eventWith(String output) {
    var subtask = new SubtaskId("s1");
    return new TaskEvent.ToolCallCompleted(
        subtask,
        StepId.turn(subtask, 1, 1).call(1),
        "call_1",
        "read_file",
        ToolResult.ok(output),
        false,
        0.1);
  }

  @Override
  public double eventsPerSecond(int callers, MeasurementWindow window) throws Exception {
    var file = Files.createTempDirectory(directory, "loom").resolve("journal.db");
    var vertx = EngineVertx.create();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      vertx.deployVerticle(new MemoryVerticle(file, READ_CONNECTIONS_MAX)).await();
      return measure(Bus.on(vertx), threads, callers, window);
    } finally {
      vertx.close().await();
    }
  }

  private double measure(Bus bus, ExecutorService threads, int callers, MeasurementWindow window)
      throws Exception {
    var acknowledged = new LongAdder();
    var end = System.nanoTime() + window.warmup().plus(window.measured()).toNanos();
    Callable<Void> caller =
        () -> {
          var task = TaskId.random();
          for (long seq = 1; System.nanoTime() < end; seq++) {
            bus.request(Addresses.JOURNAL_APPEND, append(bus, task, seq));
            acknowledged.increment();
          }
          return null;
        };
    var running = IntStream.range(0, callers).mapToObj(i -> threads.submit(caller)).toList();
    Thread.sleep(window.warmup());
    var acknowledgedBefore = acknowledged.sum();
    var started = System.nanoTime();
    Thread.sleep(window.measured());
    var events = acknowledged.sum() - acknowledgedBefore;
    var seconds = (System.nanoTime() - started) / 1e9;
    for (var future : running) {
      future.get();
    }
    return events / seconds;
  }

  private AppendEvents append(Bus bus, TaskId task, long seq) {
    return new AppendEvents(
        task,
        bus.engine(),
        seq,
        Instant.now(),
        List.of(event),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
