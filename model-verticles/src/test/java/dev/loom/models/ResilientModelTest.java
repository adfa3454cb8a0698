package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.models.ratelimit.RateLimiter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class ResilientModelTest {
  private static final ModelException DOWN = ModelException.retryable("It is down.", null);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private ResilientModel model(ScriptedModel provider, int attempts, int parallel, int failures) {
    return model(
        provider, new ModelCallConfig(5, 10, 10, 1, attempts, parallel, failures, 60, 1, 0));
  }

  private ResilientModel model(ScriptedModel provider, ModelCallConfig calls) {
    return new ResilientModel(
        provider,
        "plugin",
        new ModelConfig.Prices(1_000_000, Optional.empty(), 1_000_000),
        calls,
        new ModelCircuitBreaker(vertx, provider.name(), calls),
        new RetryBackoff(() -> 0, Duration.ofSeconds(1)),
        new RateLimiter());
  }

  private static CompleteModel.Completion complete(ResilientModel model) throws Exception {
    return model.complete(
        ProviderHarness.HELLO, () -> ModelListener.NONE, (reason, attempt, wait) -> {}, List.of());
  }

  private static ModelException failure(ResilientModel model) {
    return assertThrows(ModelException.class, () -> complete(model));
  }

  private static ScriptedModel failing(ModelException failure) {
    return new ScriptedModel(
        "a",
        call -> {
          throw failure;
        });
  }

  @Test
  void aResponseIsMeteredWithThePriceOfTheModel() throws Exception {
    var model = model(new ScriptedModel("a", call -> "x"), 1, 1, 5);
    assertEquals(7, complete(model).costUsd());
    assertEquals(7, model.status("").statistics().usage().costUsd());
  }

  @Test
  void theLastFailureIsReportedAfterAllAttempts() {
    var provider = failing(DOWN);
    assertEquals("It is down.", failure(model(provider, 2, 1, 5)).getMessage());
    assertEquals(2, provider.calls().get());
  }

  @Test
  void aRetryAfterLongerThanTheLimitEndsTheRetries() {
    var provider = failing(ModelException.retryableAfter("Later.", Duration.ofHours(1)));
    assertEquals("Later.", failure(model(provider, 3, 1, 5)).getMessage());
    assertEquals(1, provider.calls().get());
  }

  private static Stream<ModelException> failuresThatTakeLong() {
    return Stream.of(
        // google-gemini/gemini-cli#25736 and router-for-me/CLIProxyAPI#1666
        ModelException.rateLimited("limited", Duration.ofMinutes(40)),
        // aj47/SpeakMCP#324
        ModelException.rateLimited("limited", Duration.ofSeconds(29)),
        // builderz-labs/marketing-dashboard#11: an overloaded server that names a time
        ModelException.retryableAfter("overloaded", Duration.ofSeconds(20)));
  }

  @ParameterizedTest
  @MethodSource("failuresThatTakeLong")
  void aLongWaitIsReportedWhenItBegins(ModelException failure) throws Exception {
    var calls = new ModelCallConfig(5, 10, 10, 1, 3, 1, 5, 60, 3_000, 0);
    var provider = failing(failure);
    var model =
        new ResilientModel(
            provider,
            "plugin",
            ModelConfig.Prices.NONE,
            calls,
            new ModelCircuitBreaker(vertx, provider.name(), calls),
            new RetryBackoff(() -> 0, Duration.ofHours(1)),
            new RateLimiter());
    var reported = new CompletableFuture<Duration>();
    WaitListener waits = (reason, attempt, wait) -> reported.complete(wait);
    var call =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThrows(
                        InterruptedException.class,
                        () ->
                            model.complete(
                                ProviderHarness.HELLO,
                                () -> ModelListener.NONE,
                                waits,
                                List.of())));
    var wait = reported.get(10, TimeUnit.SECONDS);
    call.interrupt();
    call.join();
    var asked = failure.retryAfter().orElseThrow();
    assertTrue(wait.compareTo(asked.minusSeconds(5)) > 0 && wait.compareTo(asked) <= 0, "" + wait);
  }

  @Test
  void noCallIsMadeWhileTheCircuitIsOpen() {
    var provider = failing(DOWN);
    var model = model(provider, 3, 1, 1);
    failure(model);
    assertEquals("open", model.status("").circuit());
    assertTrue(failure(model).getMessage().startsWith("It is down. It is not called for 60 s"));
    assertEquals(1, provider.calls().get());
  }

  @Test
  void rateLimitRejectionsAreNotAttempts() throws Exception {
    var provider =
        new ScriptedModel(
            "a",
            call -> {
              if (call <= 3) {
                throw ModelException.rateLimited("Slower.", Duration.ofMillis(10));
              }
              return "x";
            });
    var model = model(provider, 1, 1, 1);
    assertEquals("x", complete(model).response().text());
    assertEquals(3, model.status("").statistics().rateLimited());
    assertEquals("closed", model.status("").circuit());
  }

  @Test
  void anUnexpectedExceptionBecomesAPermanentFailure() {
    var provider =
        new ScriptedModel(
            "a",
            call -> {
              throw new IllegalStateException("secret");
            });
    var failure = failure(model(provider, 3, 1, 5));
    assertFalse(failure.isRetryable());
    assertFalse(failure.getMessage().contains("secret"));
  }

  @Test
  void callsBeyondTheParallelLimitWaitForASlot() throws Exception {
    var started = new CountDownLatch(1);
    var release = new CompletableFuture<String>();
    var provider =
        new ScriptedModel(
            "a",
            call -> {
              started.countDown();
              return call == 1 ? release.join() : "second";
            });
    var model = model(provider, 1, 1, 5);
    var first = Thread.ofVirtual().start(() -> assertDoesNotFail(model));
    assertTrue(started.await(10, TimeUnit.SECONDS));
    var second = Thread.ofVirtual().start(() -> assertDoesNotFail(model));
    while (model.load() < 2) {
      Thread.onSpinWait();
    }
    assertEquals(1, provider.calls().get());
    release.complete("first");
    first.join();
    second.join();
    assertEquals(2, provider.calls().get());
    assertEquals(0, model.load());
  }

  @Test
  void aCallThatWaitsForTheSlotOfARateLimitedCallIsReported() throws Exception {
    var limited =
        new ScriptedModel(
            "a",
            call -> {
              throw ModelException.rateLimited("Slower.", Duration.ofSeconds(30));
            });
    var calls = new ModelCallConfig(5, 10, 10, 1, 1, 1, 5, 60, 40, 0);
    var model = model(limited, calls);
    var reports = new LinkedBlockingQueue<String>();
    WaitListener waits = (reason, attempt, wait) -> reports.add(reason);
    Callable<Object> call =
        () -> model.complete(ProviderHarness.HELLO, () -> ModelListener.NONE, waits, List.of());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(call);
      assertEquals("Slower.", reports.poll(10, TimeUnit.SECONDS));
      threads.submit(call);
      assertEquals(
          "The rate limit of its account is reached by other calls.",
          reports.poll(4, TimeUnit.SECONDS));
      threads.shutdownNow();
    }
  }

  private static void assertDoesNotFail(ResilientModel model) {
    try {
      complete(model);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void withoutAKnownContextWindowTheFirstShortenedFormIsUsed() {
    var request = request("full");
    var shortened = List.of(request("short"), request("shorter"));
    var task = new TaskId("t1");
    var call =
        new CompleteModel(
            OperationId.forTask(task, "s1"),
            task,
            Optional.empty(),
            1,
            Set.of(),
            request,
            shortened);
    assertEquals(
        request("short"),
        model(new ScriptedModel("a", ignored -> "x"), 1, 1, 5).fitToContext(call));
  }

  private static ModelRequest request(String text) {
    return ProviderHarness.request(List.of(), new Message.User(text));
  }
}
