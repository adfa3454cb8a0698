package dev.loom.engine.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests adding and removing models while an engine runs.
@Timeout(120)
class ProvidersAtRunTimeTest {
  @TempDir Path home;
  @TempDir Path workspace;

  /// Plans one subtask and completes it; each response waits for the latch.
  private record FakeProvider(
      String name, CountDownLatch release, CountDownLatch busy, AtomicInteger responses)
      implements ModelProvider {
    FakeProvider(String name) {
      this(name, new CountDownLatch(0), new CountDownLatch(1), new AtomicInteger());
    }

    @Override
    public String model() {
      return "talker";
    }

    @Override
    public int tier() {
      return 1;
    }

    @Override
    public Set<ModelRole> roles() {
      return EnumSet.allOf(ModelRole.class);
    }

    @Override
    public ModelResponse complete(ModelRequest request, ModelListener listener)
        throws InterruptedException {
      busy.countDown();
      release.await();
      responses.incrementAndGet();
      var text =
          request.role() == ModelRole.PLANNER
              ? "{\"subtasks\":[{\"id\":\"a\",\"description\":\"say it\"}]}"
              : "said";
      return new ModelResponse(
          text, "", List.of(), new TokenUsage(1, 1), "talker", ModelResponse.StopReason.DONE);
    }

    @Override
    public boolean isHealthy() {
      return true;
    }
  }

  private Engine start(ModelProvider first) {
    var config = LoomConfig.defaults().withPort(0);
    return Engine.start(
        new EngineOptions(new Home(home), config, Map.of(), List.of(), List.of(first)));
  }

  private TaskSnapshot run(Engine engine) throws InterruptedException {
    var task = engine.execute(TaskSpec.create("say it", workspace.toString()));
    assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
    return task;
  }

  @Test
  void anAddedModelIsUsedAndARemovedModelIsNot() throws Exception {
    var first = new FakeProvider("first");
    var second = new FakeProvider("second");
    try (var engine = start(first)) {
      run(engine);
      assertEquals(2, first.responses().get());
      engine.addProvider(second);
      engine.removeProvider("first");
      run(engine);
      assertEquals(2, first.responses().get());
      assertEquals(2, second.responses().get());
      assertEquals("Models: second, as changed since the start.", engine.modelSummary());
      assertEquals(2, TestEngines.model(engine, "second").path("calls").asInt());
    }
  }

  @Test
  void aDuplicateAndAnUnknownAliasAreRejected() throws Exception {
    try (var engine = start(new FakeProvider("first"))) {
      var taken =
          assertThrows(ServiceException.class, () -> engine.addProvider(new FakeProvider("first")));
      assertTrue(taken.getMessage().startsWith("Two models have the alias 'first'"));
      var unknown = assertThrows(ServiceException.class, () -> engine.removeProvider("unknown"));
      assertEquals("No model has the alias 'unknown'.", unknown.getMessage());
      run(engine);
    }
  }

  @Test
  void aCallInFlightOfARemovedModelCompletes() throws Exception {
    var slow =
        new FakeProvider("slow", new CountDownLatch(1), new CountDownLatch(1), new AtomicInteger());
    try (var engine = start(slow)) {
      var task =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return run(engine);
                } catch (InterruptedException stopped) {
                  throw new AssertionError(stopped);
                }
              });
      assertTrue(slow.busy().await(30, TimeUnit.SECONDS));
      engine.addProvider(new FakeProvider("other"));
      engine.removeProvider("slow");
      slow.release().countDown();
      assertEquals(TaskStatus.COMPLETED, task.get(60, TimeUnit.SECONDS).status());
      assertEquals(1, slow.responses().get(), "only the plan in flight");
    }
  }
}
