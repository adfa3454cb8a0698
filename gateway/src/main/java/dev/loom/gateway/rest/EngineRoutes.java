package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.ListTasks.TaskSummary;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/// Serves `GET /engine`, which describes the engine and what it runs, and `POST /shutdown`; ends an
/// engine in the background that is not used. Confined to one event loop.
public final class EngineRoutes {
  /// What keeps an engine busy. A task that waits for a user or is paused does not.
  private static final Set<TaskStatus> RUNNING =
      Set.of(TaskStatus.PENDING, TaskStatus.PLANNING, TaskStatus.EXECUTING);

  private static final int TASKS_SHOWN_MAX = 20;

  private static final Problem STOPPING =
      Problem.retryable(503, "stopping", "The engine is ending. Start another one.");
  private static final Problem EMBEDDED =
      Problem.permanent(
          409, "embedded", "The engine belongs to another program, which alone can end it.");

  private final Bus bus;
  private final EngineProcess process;
  private final IntSupplier readers;
  private final long idleNanosMax;
  private final Instant startedAt = Instant.now();
  private long usedNanos = System.nanoTime();
  private boolean checking;
  private boolean stopping;

  /// @param readers number of open event streams
  /// @param idleExit time without use after which an engine in the background ends; zero for never
  public EngineRoutes(Bus bus, EngineProcess process, IntSupplier readers, Duration idleExit) {
    this.bus = bus;
    this.process = process;
    this.readers = readers;
    this.idleNanosMax = process.background() ? idleExit.toNanos() : 0;
  }

  /// Represents the engine.
  ///
  /// @param models names the models in one sentence
  /// @param background whether it ends by itself when it is not used
  /// @param runningTasks running and queued tasks, at most [#TASKS_SHOWN_MAX]
  record EngineView(
      long pid,
      Instant startedAt,
      String home,
      List<String> configFiles,
      String models,
      boolean background,
      List<TaskSummary> runningTasks) {}

  /// Represents an accepted shutdown.
  record ShutdownResponse(String message, List<TaskSummary> runningTasks) {}

  public void mount(RestRouter router) {
    router.get("/engine", request -> runningTasks().map(this::view));
    router.post("/shutdown", this::shutdown);
  }

  /// Counts a request as use. Rejects it if the engine is ending, so that a client starts another.
  public void onRequest(RoutingContext context) {
    if (stopping) {
      context.fail(STOPPING);
    } else {
      usedNanos = System.nanoTime();
      context.next();
    }
  }

  /// Ends the engine if it was not used for the configured time. Called once per second.
  public void sweep() {
    if (readers.getAsInt() > 0) {
      usedNanos = System.nanoTime();
    }
    if (!checking && isIdle()) {
      checking = true;
      runningTasks()
          .onComplete(
              found -> {
                checking = false;
                if (found.failed() || !found.result().isEmpty()) {
                  usedNanos = System.nanoTime();
                } else if (isIdle()) {
                  process.stop().ifPresent(this::stop);
                }
              });
    }
  }

  private boolean isIdle() {
    return idleNanosMax > 0 && !stopping && System.nanoTime() - usedNanos >= idleNanosMax;
  }

  private void stop(Runnable end) {
    if (!stopping) {
      stopping = true;
      end.run();
    }
  }

  private Future<List<TaskSummary>> runningTasks() {
    return bus.requestAsync(Addresses.TASK_LIST, new ListTasks(RUNNING, TASKS_SHOWN_MAX))
        .map(ListTasks.Found::tasks);
  }

  private EngineView view(List<TaskSummary> running) {
    return new EngineView(
        ProcessHandle.current().pid(),
        startedAt,
        process.home(),
        process.configFiles(),
        process.models().get(),
        process.background(),
        running);
  }

  /// Ends the engine; its server sends this response before it closes. Without `now` it stays while
  /// tasks run; with it they are interrupted, and the next engine goes on with them.
  private Future<ShutdownResponse> shutdown(RestRequest request) {
    var fields = request.optionalFields();
    var now = fields.optionalFlag("now");
    fields.finish();
    var end = process.stop().orElseThrow(() -> EMBEDDED);
    return runningTasks()
        .map(
            running -> {
              if (!now && !running.isEmpty()) {
                throw Problem.permanent(409, "tasks_running", describe(running));
              }
              stop(end);
              return new ShutdownResponse("The engine ends.", running);
            });
  }

  private static String describe(List<TaskSummary> running) {
    var first = running.getFirst();
    var others = running.size() == 1 ? "" : ", and " + (running.size() - 1) + " more";
    return "Tasks are running: %s in %s%s. Wait for their end, cancel them, or send \"now\": true, which interrupts them until the next start."
        .formatted(first.taskId(), first.workspace(), others);
  }
}
