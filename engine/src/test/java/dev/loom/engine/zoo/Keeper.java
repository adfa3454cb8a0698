package dev.loom.engine.zoo;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import dev.loom.engine.Home;
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

/// Lets a herd loose on one engine, says no to every dangerous call, and waits for all ends.
final class Keeper {
  private static final Duration ALL_MAX = Duration.ofMinutes(5);

  private final Herd herd = new Herd();
  private final List<Run> runs = new ArrayList<>();
  private final Map<TaskId, Ends> ends = new ConcurrentHashMap<>();
  private final Path place;

  /// @param place an empty directory
  Keeper(Path place) {
    this.place = place;
  }

  private record Run(Beast beast, long seed, Life life) {}

  private record Ends(AtomicInteger count, CountDownLatch first) {}

  void add(Beast beast, long seed) throws IOException {
    var id = "zoo-" + runs.size();
    var life = new Life(id, seed, Files.createDirectories(place.resolve(id)));
    beast.taming().accept(life);
    herd.add(life);
    runs.add(new Run(beast, seed, life));
  }

  /// Runs all that were added, side by side.
  List<Outcome> run() throws InterruptedException {
    var outcomes = new ArrayList<Outcome>();
    try (var engine = Engine.start(options())) {
      engine.listen(entry -> heard(engine, entry));
      var tasks = new ArrayList<TaskId>();
      for (var run : runs) {
        tasks.add(engine.submit(TaskSpec.create(run.life().goal(), run.life().workspace.toString())));
      }
      long until = System.nanoTime() + ALL_MAX.toNanos();
      for (int i = 0; i < runs.size(); i++) {
        outcomes.add(outcome(engine, runs.get(i), tasks.get(i), until));
      }
    }
    return outcomes;
  }

  private Ends endsOf(TaskId task) {
    return ends.computeIfAbsent(task, id -> new Ends(new AtomicInteger(), new CountDownLatch(1)));
  }

  private Outcome outcome(Engine engine, Run run, TaskId id, long until)
      throws InterruptedException {
    var end = endsOf(id);
    var ended = end.first().await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    var task = ended ? Optional.of(engine.find(id)) : Optional.<TaskSnapshot>empty();
    return new Outcome(run.beast(), run.seed(), task, run.life().isMet(), end.count().get());
  }

  private void heard(Engine engine, JournalEntry entry) {
    if (entry.type() == EventType.APPROVAL_REQUESTED) {
      var subtask = new SubtaskId(Json.parse(entry.data()).get("subtask_id").asText());
      Thread.startVirtualThread(() -> sayNo(engine, entry.taskId(), subtask));
    } else if (entry.type() == EventType.TASK_COMPLETED
        || entry.type() == EventType.TASK_FAILED
        || entry.type() == EventType.TASK_CANCELLED) {
      var end = endsOf(entry.taskId());
      end.count().incrementAndGet();
      end.first().countDown();
    }
  }

  private static void sayNo(Engine engine, TaskId task, SubtaskId subtask) {
    try {
      engine.approve(task, subtask, false, "");
    } catch (ServiceException late) {
      // The task is over already.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Limits that are small enough for a model that never ends to end soon.
  private EngineOptions options() {
    var rules =
        new ModelConfig(
            "builtin", "", "", Set.of(ModelRole.EXTRACTOR), 4096, 1, "", Optional.empty(), 0, 0);
    var config = LoomConfig.defaults();
    return new EngineOptions(
            new Home(place.resolve("home")),
            new LoomConfig(
                config.server().withPort(0),
                Map.of("rules", rules),
                new ModelCallConfig(1, 1, 1, 1, 2, 64, 1_000, 1),
                new ExecutionConfig(2, 12, 0, 320, 3, 2, 32_000, 3, 16, 10_000, 0.8, 60, 1, 30),
                config.budget(),
                new VerificationConfig(true, true, true, 3),
                config.tools(),
                config.memory(),
                config.workspace(),
                config.mcp()),
            Map.of(),
            List.of(),
            List.of())
        .withProvider(herd);
  }
}
