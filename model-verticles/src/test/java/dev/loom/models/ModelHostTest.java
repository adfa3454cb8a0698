package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.bus.Bus;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.model.ListModels.ModelStatus;
import dev.loom.models.ratelimit.RateLimiter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelHostTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private ResilientModel model(String alias) {
    var calls = ModelCallConfig.defaults();
    return new ResilientModel(
        new ScriptedModel(alias, call -> "x"),
        "plugin",
        ModelConfig.Prices.NONE,
        calls,
        new ModelCircuitBreaker(vertx, alias, calls),
        new RetryBackoff(() -> 0, Duration.ZERO),
        new RateLimiter());
  }

  private ModelHost host(ResilientModel... models) {
    return new ModelHost(
        List.of(models),
        "Models: as configured.",
        Bus.on(vertx),
        () ->
            new OutageWait(
                Duration.ZERO, new RetryBackoff(() -> 0, Duration.ZERO), System::nanoTime));
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
