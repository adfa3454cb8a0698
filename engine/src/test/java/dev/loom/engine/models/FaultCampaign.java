package dev.loom.engine.models;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Runs tasks on one engine until its model server has received a number of requests, half of which
/// fail with one fault.
final class FaultCampaign {
  static final int FIRST_BYTE_SECONDS = 1;
  static final int IDLE_SECONDS = 1;
  static final int TOTAL_SECONDS = 2;

  private static final ModelCallConfig CALLS =
      new ModelCallConfig(1, FIRST_BYTE_SECONDS, IDLE_SECONDS, TOTAL_SECONDS, 3, 64, 50, 1, 900, 0);
  private static final ExecutionConfig EXECUTION =
      new ExecutionConfig(
          new ExecutionConfig.AttemptLimits(2, 12, 0, 320, 3, 900),
          2,
          32_000,
          new ExecutionConfig.Concurrency(3, 32, 10_000),
          new ExecutionConfig.Review(0.8, 60, 60));
  private static final int TASKS_MAX = 16;

  /// Approximate number of requests per task, including retries.
  private static final int CALLS_PER_TASK = 8;

  private static final ScriptedWork WORK = new ScriptedWork(2, 2);
  private static final long FLAP_MILLIS = 40;

  private final Fault fault;
  private final Path directory;
  private final int callsMin;
  private final Random random;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger injected = new AtomicInteger();
  private final AtomicInteger turnsAnswered = new AtomicInteger();
  private final AtomicInteger turnsRecorded = new AtomicInteger();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final Map<String, Long> injectedAt = new ConcurrentHashMap<>();
  private final Queue<TaskSnapshot> ended = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  FaultCampaign(Fault fault, Path directory, int callsMin) {
    this.fault = fault;
    this.directory = directory;
    this.callsMin = callsMin;
    this.random = new Random(fault.ordinal());
  }

  /// Represents the result.
  ///
  /// @param calls calls counted by the engine
  /// @param faults failures counted by the engine
  /// @param injected injected faults
  /// @param stuck tasks that did not end
  /// @param overspent complete responses that are in no journal
  /// @param slowestMillis longest time from a fault to its detection, beyond its deadline; includes
  ///   the backoff if only the retry shows the detection
  record Result(
      Fault fault,
      int calls,
      int faults,
      int injected,
      List<TaskSnapshot> tasks,
      int stuck,
      int overspent,
      long slowestMillis) {
    long count(TaskStatus status) {
      return tasks.stream().filter(task -> task.status() == status).count();
    }

    String row() {
      return String.format(
          "%-28s %6d %6d %9d %6d %5d %9d %11s",
          fault,
          calls,
          faults,
          count(TaskStatus.COMPLETED),
          count(TaskStatus.FAILED),
          stuck,
          overspent,
          fault == Fault.REFUSED ? "-" : slowestMillis + " ms");
    }

    static String heading() {
      return String.format(
          "%-28s %6s %6s %9s %6s %5s %9s %11s",
          "fault", "calls", "faults", "completed", "failed", "stuck", "overspent", "detected +");
    }
  }

  Result run(long secondsMax) throws IOException, InterruptedException {
    try (var server = ModelTestServer.start(this::respond);
        var engine =
            TestEngines.start(
                directory.resolve("home"), Map.of("m", server.url()), CALLS, EXECUTION)) {
      engine.subscribe(
          entry -> {
            if (entry.type() == EventType.MODEL_TURN_COMPLETED) {
              turnsRecorded.incrementAndGet();
            }
          });
      var stuck = runTasks(engine, server, secondsMax);
      var model = TestEngines.model(engine, "m");
      return new Result(
          fault,
          model.path("calls").asInt(),
          model.path("failures").asInt() + model.path("rate_limited").asInt(),
          injected.get(),
          List.copyOf(ended),
          stuck,
          turnsAnswered.get() - turnsRecorded.get(),
          TimeUnit.NANOSECONDS.toMillis(slowestNanos.get()));
    }
  }

  private int runTasks(Engine engine, ModelTestServer server, long secondsMax)
      throws IOException, InterruptedException {
    var submitted = new AtomicInteger();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (var at = 0; at < Math.clamp(callsMin / CALLS_PER_TASK, 1, TASKS_MAX); at++) {
        threads.submit(
            () -> {
              while (requests.get() < callsMin && !over) {
                var number = submitted.incrementAndGet();
                var folder = Files.createDirectories(directory.resolve("w" + number));
                ended.add(engine.execute(TaskSpec.create("goal " + number, folder.toString())));
              }
              return null;
            });
      }
      threads.shutdown();
      awaitAll(threads, server, System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsMax));
      over = true;
      return submitted.get() - ended.size();
    } finally {
      threads.shutdownNow();
    }
  }

  private void awaitAll(ExecutorService threads, ModelTestServer server, long deadline)
      throws IOException, InterruptedException {
    if (fault != Fault.REFUSED) {
      threads.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return;
    }
    while (!threads.awaitTermination(FLAP_MILLIS, TimeUnit.MILLISECONDS)
        && System.nanoTime() - deadline < 0) {
      server.stopListening();
      threads.awaitTermination(FLAP_MILLIS, TimeUnit.MILLISECONDS);
      server.resumeListening();
    }
  }

  private void respond(ModelTestServer.ReceivedRequest request, RawConnection connection)
      throws IOException {
    requests.incrementAndGet();
    var key = request.request().toString();
    var before = injectedAt.remove(key);
    if (before != null) {
      detected(System.nanoTime() - before);
    }
    var response = WORK.respond(request);
    if (fault != Fault.REFUSED && shouldInject()) {
      injected.incrementAndGet();
      inject(connection, key, response);
      return;
    }
    // Without this the client would reuse its connection and never see a refused one.
    var headers = fault == Fault.REFUSED ? new String[] {"connection: close"} : new String[0];
    connection.head(headers);
    connection.chunk(response);
    if (!request.isForPlan()) {
      turnsAnswered.incrementAndGet();
    }
    connection.end();
    if (fault == Fault.REFUSED) {
      connection.close();
    }
  }

  private synchronized boolean shouldInject() {
    return random.nextBoolean();
  }

  private void inject(RawConnection connection, String key, String response) throws IOException {
    var since = System.nanoTime();
    fault.inject(connection, response);
    if (fault.lasts()) {
      var deadline = TimeUnit.SECONDS.toNanos(fault.deadlineSeconds());
      detected(System.nanoTime() - since - deadline);
    } else {
      injectedAt.put(key, System.nanoTime());
    }
  }

  private void detected(long nanos) {
    slowestNanos.accumulateAndGet(nanos, Math::max);
  }
}
