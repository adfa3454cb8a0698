package dev.loom.engine.faults;

import dev.loom.api.model.ModelRole;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs faulty models on one engine, rejects every approval request, and waits until all tasks end.
final class FaultyModelSuite {
  private static final Duration ALL_MAX = Duration.ofMinutes(5);

  private final FaultyModelProvider provider = new FaultyModelProvider();
  private final List<Run> runs = new ArrayList<>();
  private final Map<TaskId, TaskEnds> ends = new ConcurrentHashMap<>();
  private final Path directory;

  /// @param directory empty directory
  FaultyModelSuite(Path directory) {
    this.directory = directory;
  }

  private record Run(FaultyModel model, long seed, FaultScenario scenario) {}

  private record TaskEnds(AtomicInteger count, CountDownLatch first) {}

  void add(FaultyModel model, long seed) throws IOException {
    var id = "scenario-" + runs.size();
    var scenario = new FaultScenario(id, seed, Files.createDirectories(directory.resolve(id)));
    model.setup().accept(scenario);
    provider.add(scenario);
    runs.add(new Run(model, seed, scenario));
  }

  /// Runs all scenarios concurrently.
  List<RunOutcome> run() throws InterruptedException {
    var outcomes = new ArrayList<RunOutcome>();
    try (var engine = Engine.start(options())) {
      engine.subscribe(entry -> onEvent(engine, entry));
      var tasks = new ArrayList<TaskId>();
      for (var run : runs) {
        tasks.add(
            engine.submit(
                TaskSpec.create(run.scenario().goal(), run.scenario().workspace.toString())));
      }
      long deadline = System.nanoTime() + ALL_MAX.toNanos();
      for (int i = 0; i < runs.size(); i++) {
        outcomes.add(outcome(engine, runs.get(i), tasks.get(i), deadline));
      }
    }
    return outcomes;
  }

  private TaskEnds endsOf(TaskId task) {
    return ends.computeIfAbsent(
        task, id -> new TaskEnds(new AtomicInteger(), new CountDownLatch(1)));
  }

  private RunOutcome outcome(Engine engine, Run run, TaskId id, long deadline)
      throws InterruptedException {
    var end = endsOf(id);
    var ended = end.first().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    var task = ended ? Optional.of(engine.find(id)) : Optional.<TaskSnapshot>empty();
    return new RunOutcome(
        run.model(), run.seed(), task, run.scenario().isGoalMet(), end.count().get());
  }

  private void onEvent(Engine engine, JournalEntry entry) {
    if (entry.type() == EventType.APPROVAL_REQUESTED) {
      var subtask = new SubtaskId(Json.parse(entry.data()).get("subtask_id").asText());
      Thread.startVirtualThread(() -> reject(engine, entry.taskId(), subtask));
    } else if (entry.type() == EventType.TASK_COMPLETED
        || entry.type() == EventType.TASK_FAILED
        || entry.type() == EventType.TASK_CANCELLED) {
      var end = endsOf(entry.taskId());
      end.count().incrementAndGet();
      end.first().countDown();
    }
  }

  private static void reject(Engine engine, TaskId task, SubtaskId subtask) {
    try {
      engine.execute(task, new TaskCommand.ResolveApproval(subtask, false, "", Optional.empty()));
    } catch (ServiceException late) {
      // The task has already ended.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns options with limits that stop endless models early.
  private EngineOptions options() {
    var rules =
        ModelConfig.create("builtin", "", "", "")
            .withRoles(Set.of(ModelRole.EXTRACTOR))
            .withMaxTokens(4096)
            .withTier(1);
    var config = LoomConfig.defaults();
    return new EngineOptions(
            new Home(directory.resolve("home")),
            new LoomConfig(
                config.server().withPort(0),
                Map.of("rules", rules),
                new ModelCallConfig(1, 1, 1, 1, 2, 64, 1_000, 1, 900, 0),
                new LoomConfig.TaskDefaults(
                    new ExecutionConfig(
                        new ExecutionConfig.AttemptLimits(2, 12, 0, 320, 3, 30),
                        2,
                        32_000,
                        new ExecutionConfig.Concurrency(3, 16, 10_000),
                        new ExecutionConfig.Review(0.8, 60, 1)),
                    config.tasks().budget(),
                    new VerificationConfig(true, true, true, 3)),
                config.tools(),
                config.storage(),
                config.mcp()),
            Map.of(),
            List.of(),
            List.of())
        .withProvider(provider);
  }
}
