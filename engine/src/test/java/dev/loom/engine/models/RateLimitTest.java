package dev.loom.engine.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs twenty parallel subtasks on two models that share a rate limit of a few calls per second:
/// nothing fails.
///
/// The used share of the limit is printed but not asserted, because it depends on the machine.
/// `-Dloom.rate.calls_per_second=5 -Dloom.rate.turns=10` is the measurement.
class RateLimitTest {
  private static final int CALLS_PER_SECOND = Integer.getInteger("loom.rate.calls_per_second", 20);
  private static final int TURNS = Integer.getInteger("loom.rate.turns", 3);
  private static final int SUBTASKS = 20;
  private static final ModelCallConfig CALLS =
      new ModelCallConfig(5, 10, 10, 20, 1, 64, 1, 1, 900, 0);
  private static final ExecutionConfig EXECUTION =
      new ExecutionConfig(
          new ExecutionConfig.AttemptLimits(0, 50, 0, 320, 3, 3_000),
          0,
          32_000,
          new ExecutionConfig.Concurrency(SUBTASKS, 16, 10_000),
          new ExecutionConfig.Review(0.8, 60, 60));
  private static final List<String> ROWS = new ArrayList<>();

  @TempDir Path directory;

  @AfterAll
  static void print() {
    System.out.printf(
        "%-14s %-12s %8s %7s %8s %9s %7s%n",
        "limit", "retry-after", "allowed", "passed", "refused", "measured", "used");
    ROWS.forEach(System.out::println);
  }

  @ParameterizedTest
  @CsvSource({
    "FIXED_WINDOW, true",
    "FIXED_WINDOW, false",
    "TOKEN_BUCKET, true",
    "TOKEN_BUCKET, false"
  })
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void twentyParallelSubtasksSlowDownAndNoneFails(ServerRateLimit.Kind kind, boolean says)
      throws Exception {
    var limit = new ServerRateLimit(kind, CALLS_PER_SECOND);
    var work = new ScriptedWork(SUBTASKS, TURNS);
    var turns = new AtomicInteger();
    var folder = Files.createDirectories(directory.resolve("w"));
    try (var server =
        ModelTestServer.start(
            (request, connection) -> {
              var seconds = limit.tryAcquire();
              if (seconds > 0) {
                var headers = says ? new String[] {"retry-after: " + seconds} : new String[0];
                connection.document(429, "{\"error\":{\"message\":\"Slow down.\"}}", headers);
                return;
              }
              connection.head();
              connection.chunk(work.respond(request));
              connection.end();
            })) {
      var urls = new LinkedHashMap<String, String>();
      urls.put("a", server.url());
      urls.put("b", server.url());
      try (var engine = TestEngines.start(directory.resolve("home"), urls, CALLS, EXECUTION)) {
        engine.subscribe(
            entry -> {
              if (entry.type() == EventType.MODEL_TURN_COMPLETED) {
                turns.incrementAndGet();
              }
            });
        var task = engine.execute(TaskSpec.create("do it", folder.toString()));
        ROWS.add(
            String.format(
                "%-14s %-12s %6d/s %7d %8d %7.2f/s %5.1f %%",
                kind,
                says ? "1 s" : "none",
                CALLS_PER_SECOND,
                limit.passed(),
                limit.rejected(),
                limit.perSecond(),
                limit.usedPercent()));
        assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
        assertEquals(List.of(), task.result().errors());
        assertEquals(SUBTASKS, task.count(SubtaskStatus.COMPLETED));
        assertEquals(SUBTASKS * TURNS, turns.get());
        assertEquals(
            SUBTASKS * TURNS + 1, limit.passed(), "a response was lost or requested twice");
        for (var alias : urls.keySet()) {
          var model = TestEngines.model(engine, alias);
          assertEquals(0, model.path("failures").asInt(), model.toString());
          assertEquals(
              "closed", model.path("circuit").asText(), "a rate limit counted as a failure");
        }
      }
    }
  }
}
