package dev.loom.engine.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stops the model server in the middle of parallel subtasks that may not be retried.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OutageTest {
  private static final int SUBTASKS = 6;
  private static final ExecutionConfig EXECUTION =
      new ExecutionConfig(
          new ExecutionConfig.AttemptLimits(0, 50, 0, 320, 3, 3_000),
          0,
          32_000,
          new ExecutionConfig.Concurrency(SUBTASKS, 16, 10_000),
          new ExecutionConfig.Review(0.8, 60, 60));

  @TempDir Path directory;

  private final AtomicBoolean isDown = new AtomicBoolean();
  private final CyclicBarrier allInProgress = new CyclicBarrier(SUBTASKS);
  private final AtomicInteger requests = new AtomicInteger();

  /// Breaks off the second turn of all subtasks at once: some before the response, some within it.
  private void respond(
      ModelTestServer server,
      ScriptedWork work,
      ModelTestServer.ReceivedRequest request,
      RawConnection connection)
      throws IOException {
    if (!request.isForPlan() && request.turns() == 1 && !isDown.get()) {
      if (requests.incrementAndGet() % 2 == 0) {
        connection.head();
        connection.chunk(RawConnection.text("half"));
      }
      try {
        if (allInProgress.await(30, TimeUnit.SECONDS) == 0) {
          server.stopListening();
          isDown.set(true);
        }
        allInProgress.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException failure) {
        throw new IOException(failure);
      }
      connection.reset();
      return;
    }
    connection.head();
    connection.chunk(work.respond(request));
    connection.end();
  }

  private static ModelCallConfig calls(int patienceSeconds) {
    return new ModelCallConfig(5, 10, 10, 20, 3, 64, 5, 1, 900, patienceSeconds);
  }

  @Test
  void aTaskCompletesAfterAnOutageAndNoAttemptIsUsedUp() throws Exception {
    var work = new ScriptedWork(SUBTASKS, 3);
    var attempts = new AtomicInteger();
    var waits = new AtomicInteger();
    var folder = Files.createDirectories(directory.resolve("w"));
    var holder = new ModelTestServer[1];
    try (var server =
            ModelTestServer.start(
                (request, connection) -> respond(holder[0], work, request, connection));
        var engine =
            TestEngines.start(
                directory.resolve("home"), Map.of("m", server.url()), calls(60), EXECUTION)) {
      holder[0] = server;
      engine.subscribe(
          entry -> {
            if (entry.type() == EventType.SUBTASK_STARTED) {
              attempts.incrementAndGet();
            } else if (entry.type() == EventType.MODEL_WAITING && waits.incrementAndGet() == 1) {
              try {
                server.resumeListening();
              } catch (IOException failure) {
                throw new UncheckedIOException(failure);
              }
            }
          });
      var task = engine.execute(TaskSpec.create("do it", folder.toString()));
      assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
      assertEquals(List.of(), task.result().errors());
      assertEquals(SUBTASKS, task.count(SubtaskStatus.COMPLETED));
      assertEquals(SUBTASKS, attempts.get());
      assertTrue(waits.get() > 0);
    }
  }

  @Test
  void withoutPatienceTheAttemptFailsAtOnce() throws Exception {
    var folder = Files.createDirectories(directory.resolve("w"));
    var server = ModelTestServer.start((request, connection) -> connection.close());
    server.close();
    var waits = new AtomicInteger();
    try (var engine =
        TestEngines.start(
            directory.resolve("home"), Map.of("m", server.url()), calls(0), EXECUTION)) {
      engine.subscribe(
          entry -> {
            if (entry.type() == EventType.MODEL_WAITING) {
              waits.incrementAndGet();
            }
          });
      var task = engine.execute(TaskSpec.create("do it", folder.toString()));
      assertEquals(TaskStatus.FAILED, task.status());
      assertEquals(0, waits.get());
    }
  }
}
