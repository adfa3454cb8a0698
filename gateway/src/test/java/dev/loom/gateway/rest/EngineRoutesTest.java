package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.TestGateway;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineRoutesTest {
  private final CountDownLatch stopped = new CountDownLatch(1);

  private TestGateway start(boolean background, int idleExitSeconds) {
    var usual = ServerConfig.defaults();
    return TestGateway.start(
        LoomConfig.defaults().withServer(usual.withIdleExitSeconds(idleExitSeconds)),
        new EngineProcess(
            "/home",
            List.of("/home/loom.toml"),
            () -> "Models: none.",
            background,
            Optional.of(stopped::countDown)));
  }

  @Test
  void theEngineDescribesItselfAndItsRunningTasks() throws Exception {
    try (var gateway = start(true, 0)) {
      var task = gateway.backend.newTask();
      var engine = gateway.json("/engine");
      assertEquals(ProcessHandle.current().pid(), engine.path("pid").asLong());
      assertEquals("/home", engine.path("home").asText());
      assertEquals("/home/loom.toml", engine.path("config_files").path(0).asText());
      assertEquals("Models: none.", engine.path("models").asText());
      assertTrue(engine.path("background").asBoolean());
      assertEquals(task.value(), engine.at("/running_tasks/0/task_id").asText());
    }
  }

  @Test
  void anEngineWithoutRunningTasksIsShutDownAndAcceptsNothingMore() throws Exception {
    try (var gateway = start(false, 0)) {
      assertEquals(200, gateway.post("/shutdown", "{}").statusCode());
      assertTrue(stopped.await(10, TimeUnit.SECONDS));
      var refused = gateway.get("/health");
      assertEquals(503, refused.statusCode());
      assertEquals("stopping", Json.parse(refused.body()).path("code").asText());
    }
  }

  @Test
  void aRunningTaskIsInterruptedOnlyOnRequest() throws Exception {
    try (var gateway = start(false, 0)) {
      var task = gateway.backend.newTask();
      var refused = gateway.post("/shutdown", "{}");
      assertEquals(409, refused.statusCode());
      assertTrue(refused.body().contains(task.value()), refused.body());
      assertEquals(1, stopped.getCount());
      assertEquals(200, gateway.post("/shutdown", "{\"now\": true}").statusCode());
      assertTrue(stopped.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void anEngineInsideAnotherProgramIsNotShutDown() throws Exception {
    try (var gateway = TestGateway.start()) {
      var refused = gateway.post("/shutdown", "{\"now\": true}");
      assertEquals(409, refused.statusCode());
      assertTrue(refused.body().contains("\"embedded\""), refused.body());
    }
  }

  @Test
  void anUnusedEngineInTheBackgroundEnds() throws Exception {
    try (var gateway = start(true, 1)) {
      assertTrue(stopped.await(10, TimeUnit.SECONDS));
      assertEquals(503, gateway.get("/tasks").statusCode());
    }
  }

  @Test
  void aRunningTaskKeepsTheEngine() throws Exception {
    try (var gateway = start(true, 1)) {
      var task = gateway.backend.newTask();
      assertFalse(stopped.await(3, TimeUnit.SECONDS));
      gateway.backend.complete(task);
      assertTrue(stopped.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void anEngineInTheForegroundStays() throws Exception {
    try (var gateway = start(false, 1)) {
      assertFalse(stopped.await(3, TimeUnit.SECONDS));
      assertEquals(200, gateway.get("/health").statusCode());
    }
  }
}
