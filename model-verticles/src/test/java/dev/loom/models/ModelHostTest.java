package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.TokenUsage;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ListModels.ModelStatus;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.models.ratelimit.RateLimiter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ModelHostTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private ResilientModel model(String alias) {
    return model(alias, call -> "x");
  }

  private ResilientModel model(String alias, ScriptedModel.Script script) {
    var calls = new ModelCallConfig(5, 10, 10, 1, 1, 64, 1, 1, 1, 0);
    return new ResilientModel(
        new ScriptedModel(alias, script),
        "plugin",
        new ModelConfig.Prices(1_000_000, Optional.empty(), 1_000_000),
        calls,
        new ModelCircuitBreaker(vertx, alias, calls),
        new RetryBackoff(() -> 0, Duration.ZERO),
        new RateLimiter());
  }

  private ModelHost host(ResilientModel... models) {
    return host(Duration.ZERO, models);
  }

  /// Its wait for an outage is 25 s at first, unless it ends early.
  private ModelHost host(Duration patience, ResilientModel... models) {
    var backoff =
        new RetryBackoff(() -> 0, Duration.ofSeconds(50), Duration.ofSeconds(50), patience);
    return new ModelHost(
        List.of(models),
        "Models: as configured.",
        Bus.on(vertx),
        () -> new OutageWait(patience, backoff, System::nanoTime));
  }

  private static CompleteModel call() {
    var task = new TaskId("t1");
    return new CompleteModel(
        OperationId.forTask(task, "s1"),
        task,
        Optional.empty(),
        1,
        Set.of(),
        ProviderHarness.HELLO,
        List.of());
  }

  @Test
  void whatAFailedModelUsedIsCountedWithTheAnswerOfTheNext() throws Exception {
    var broken = ModelException.retryable("broken", null).withUsage(new TokenUsage(30, 4));
    var first =
        model(
            "a",
            call -> {
              throw broken;
            });
    var completion = host(first, model("b")).complete(call());
    assertEquals("b", completion.alias());
    assertEquals(new ModelUsage(35, 6, 0, 41), completion.usage());
    assertEquals(34, first.status("").statistics().usage().costUsd());
  }

  @Test
  @Timeout(20)
  void aWaitEndsWhenTheCircuitAdmitsATrialCall() throws Exception {
    var model =
        model(
            "a",
            call -> {
              if (call == 1) {
                throw ModelException.unavailable("refused", null);
              }
              return "back";
            });
    var completion = host(Duration.ofSeconds(600), model).complete(call());
    assertEquals("back", completion.response().text());
  }

  @Test
  void withoutPatienceAnOutageFailsAtOnce() {
    var model =
        model(
            "a",
            call -> {
              throw ModelException.unavailable("refused", null);
            });
    var failure = assertThrows(ServiceException.class, () -> host(model).complete(call()));
    assertEquals(ServiceError.Code.FAILED, failure.error().code());
    assertTrue(failure.error().retryable());
  }

  @Test
  void duplicateAliasesAreRejectedAndLeaveTheListUnchanged() {
    var first = model("a");
    var host = host(first);
    assertThrows(ServiceException.class, () -> host.add(model("a")));
    assertEquals(List.of(first), host.models());
  }

  @Test
  void removingAnUnknownAliasFails() {
    assertThrows(ServiceException.class, () -> host(model("a")).remove("b"));
  }

  @Test
  void theSummaryNamesTheModelsAfterAChange() throws Exception {
    var host = host(model("a"));
    assertEquals("Models: as configured.", host.list().choice());
    host.add(model("unhealthy"));
    host.remove("a");
    assertEquals("Models: unhealthy, as changed since the start.", host.list().choice());
    assertEquals(
        List.of("The endpoint does not respond."),
        host.list().models().stream().map(ModelStatus::problem).toList());
  }
}
