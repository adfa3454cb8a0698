package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TokenKind;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.model.ModelWait;
import dev.loom.contracts.task.ModelUsage;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(40)
class ModelHostVerticleTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final ModelException DOWN = ModelException.retryable("It is down.", null);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static ModelCallConfig calls(int attempts, int parallel, int failures, int total) {
    return new ModelCallConfig(5, 10, 10, total, attempts, parallel, failures, 1, 900, 0);
  }

  private void host(ModelCallConfig calls, ModelProvider... providers) {
    vertx
        .deployVerticle(new ModelHostVerticle(Map.of(), calls, Map.of(), List.of(providers)))
        .await();
  }

  private static CompleteModel request(int tier) {
    return new CompleteModel(
        OperationId.forTask(TASK, "s1.1.1"),
        TASK,
        Optional.of(new SubtaskId("s1")),
        tier,
        Set.of(),
        ProviderHarness.HELLO,
        List.of());
  }

  private CompleteModel.Completion complete() throws InterruptedException {
    return bus.request(Addresses.MODEL_COMPLETE, request(1));
  }

  private ServiceError failure() {
    return assertThrows(ServiceException.class, this::complete).error();
  }

  @Test
  void aCompletionNamesItsModelAndItsTextWasStreamedToTheTask() throws Exception {
    host(ModelCallConfig.defaults(), new ScriptedModel("a", call -> "good day"));
    var tokens = new LinkedBlockingQueue<TransientEvent>();
    bus.subscribe(Addresses.TRANSIENT_EVENTS, "t1", tokens::add).await();
    var completion = complete();
    assertEquals("a", completion.alias());
    assertEquals("good day", completion.response().text());
    assertEquals(token("hm", 1, TokenKind.REASONING), tokens.poll(5, TimeUnit.SECONDS));
    assertEquals(token("good day", 2, TokenKind.TEXT), tokens.poll(5, TimeUnit.SECONDS));
  }

  private static TransientEvent token(String text, long seq, TokenKind kind) {
    return new TransientEvent(
        TASK,
        new TaskEvent.TokenStreamed(
            new SubtaskId("s1"), text, "a", new StepId("s1.1.1"), seq, kind, false));
  }

  @Test
  void aRetryableFailureIsRetried() throws Exception {
    host(
        calls(3, 4, 5, 10),
        new ScriptedModel(
            "a",
            call -> {
              if (call < 3) {
                throw DOWN;
              }
              return "up";
            }));
    assertEquals("up", complete().response().text());
  }

  @Test
  void theNextSuitableModelReplacesAFailingOne() throws Exception {
    var down =
        new ScriptedModel(
            "down",
            call -> {
              throw DOWN;
            });
    host(calls(2, 4, 5, 10), down, new ScriptedModel("up", call -> "up"));
    assertEquals("up", complete().alias());
    assertEquals(2, down.calls().get());
  }

  @Test
  void ifNoModelSucceedsEachIsNamedWithItsReason() {
    host(
        calls(1, 4, 5, 10),
        new ScriptedModel(
            "a",
            call -> {
              throw ModelException.permanent("Wrong key.");
            }),
        new ScriptedModel(
            "b",
            call -> {
              throw DOWN;
            }));
    assertEquals(
        ServiceException.failed("No model could answer. a: Wrong key. b: It is down.", true)
            .error(),
        failure());
  }

  @Test
  void aPermanentFailureIsNeitherRetriedNorCountedByTheCircuitBreaker() {
    var model =
        new ScriptedModel(
            "a",
            call -> {
              throw ModelException.permanent("Wrong key.");
            });
    host(calls(3, 4, 1, 10), model);
    for (var time = 1; time <= 3; time++) {
      assertFalse(failure().retryable());
      assertEquals(time, model.calls().get());
    }
  }

  @Test
  void anUnexpectedProviderExceptionIsReportedWithoutItsDetails() {
    host(
        calls(3, 4, 5, 10),
        new ScriptedModel(
            "a",
            call -> {
              throw new NullPointerException("x");
            }));
    assertEquals(
        "No model could answer. a: Its provider has a fault; see the log.", failure().detail());
  }

  @Test
  void aProviderWithoutItsOwnTimeoutIsInterrupted() {
    host(
        calls(1, 4, 5, 1),
        new ScriptedModel(
            "a",
            call -> {
              Thread.sleep(60_000);
              return "";
            }));
    assertTrue(failure().detail().contains("a: It did not finish within 1 s (model_calls.total"));
  }

  @Test
  void theCircuitOpensAfterConsecutiveFailuresAndClosesAfterASuccess() throws Exception {
    var up = new AtomicBoolean();
    var model =
        new ScriptedModel(
            "a",
            call -> {
              if (!up.get()) {
                throw DOWN;
              }
              return "up";
            });
    host(calls(1, 4, 2, 10), model);
    failure();
    failure();
    assertTrue(failure().detail().contains("a: It is down. It is not called for 1 s"));
    assertEquals(2, model.calls().get(), "an open circuit calls nothing");
    assertEquals("open", list().models().getFirst().circuit());
    up.set(true);
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (list().models().getFirst().circuit().equals("open") && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertEquals("up", complete().response().text());
    assertEquals("closed", list().models().getFirst().circuit());
  }

  @Test
  void aModelWithAnOpenCircuitIsSkipped() throws Exception {
    var down =
        new ScriptedModel(
            "down",
            call -> {
              throw DOWN;
            });
    host(calls(1, 4, 1, 10), down, new ScriptedModel("up", call -> "up"));
    assertEquals(List.of("down: It is down."), complete().passedOver());
    assertEquals(
        List.of(
            "down: It is down. It is not called for 1 s after 1 consecutive failures"
                + " (model_calls.circuit_failures_max)."),
        complete().passedOver());
    assertEquals(1, down.calls().get());
  }

  @Test
  void aCompletionOfTheBestFittingModelSkipsNoModel() throws Exception {
    host(
        calls(1, 4, 1, 10),
        new ScriptedModel("first", call -> "x"),
        new ScriptedModel("second", call -> "x"));
    assertEquals(List.of(), complete().passedOver());
  }

  // ---- outages ----

  private static ModelCallConfig patient(int seconds) {
    return new ModelCallConfig(5, 10, 10, 10, 1, 4, 50, 1, 1, seconds);
  }

  @Test
  void anOutageOfEveryModelIsWaitedOut() throws Exception {
    var model =
        new ScriptedModel(
            "a",
            call -> {
              if (call < 3) {
                throw ModelException.unavailable("It is away.", null);
              }
              return "up";
            });
    host(patient(60), model);
    var waits = new LinkedBlockingQueue<ModelWait>();
    bus.subscribe(Addresses.MODEL_WAITS, "t1", waits::add).await();
    assertEquals("up", complete().response().text());
    var wait = waits.take();
    assertEquals(TASK, wait.taskId());
    assertEquals(Optional.of(new SubtaskId("s1")), wait.event().subtaskId());
    assertEquals("a: It is away.", wait.event().model() + ": " + wait.event().reason());
    assertEquals(2, waits.take().event().attempt());
  }

  @Test
  void anOutageLongerThanThePatienceIsReportedAsSuch() {
    var model =
        new ScriptedModel(
            "a",
            call -> {
              throw ModelException.unavailable("It is away.", null);
            });
    host(patient(1), model);
    assertEquals(ServiceException.modelUnavailable("a: It is away.").error(), failure());
    assertTrue(model.calls().get() >= 2, "tried again at the end of the patience");
  }

  @Test
  void aBrokenAnswerIsReportedAtOnceAlthoughAnotherModelIsAway() {
    host(
        patient(600),
        new ScriptedModel(
            "away",
            call -> {
              throw ModelException.unavailable("It is away.", null);
            }),
        new ScriptedModel(
            "b",
            call -> {
              throw ModelException.retryable("Broken answer.", null);
            }));
    assertEquals(ServiceError.Code.FAILED, failure().code());
  }

  @Test
  void aModelWithAWrongKeyDoesNotHinderTheWaitForAnother() throws Exception {
    host(
        patient(60),
        new ScriptedModel(
            "key",
            call -> {
              throw ModelException.permanent("Wrong key.");
            }),
        new ScriptedModel(
            "away",
            call -> {
              if (call < 3) {
                throw ModelException.unavailable("It is away.", null);
              }
              return "up";
            }));
    var waits = new LinkedBlockingQueue<ModelWait>();
    bus.subscribe(Addresses.MODEL_WAITS, "t1", waits::add).await();
    assertEquals("up", complete().response().text());
    assertEquals("away", waits.take().event().model());
  }

  @Test
  void aCancelledRequestWaitsNoLonger() throws Exception {
    var called = new CountDownLatch(1);
    var model =
        new ScriptedModel(
            "a",
            call -> {
              called.countDown();
              throw ModelException.retryableAfter("It is away.", Duration.ofMinutes(5));
            });
    host(patient(600), model);
    var completion = bus.requestAsync(Addresses.MODEL_COMPLETE, request(1));
    called.await();
    bus.cancel(request(1).operationId().value());
    assertEquals(
        ServiceError.Code.CANCELLED,
        assertThrows(ServiceException.class, completion::await).error().code());
  }

  // ---- rate limits ----

  private static final ModelException SLOWER =
      ModelException.rateLimited("Slower.", Duration.ofMillis(20));

  @Test
  void rateLimitRejectionsUseNoAttemptAndOpenNoCircuit() throws Exception {
    var model =
        new ScriptedModel(
            "a",
            call -> {
              if (call <= 10) {
                throw SLOWER;
              }
              return "at last";
            });
    host(calls(1, 4, 1, 10), model);
    var completion = complete();
    assertEquals("at last", completion.response().text());
    assertEquals(List.of(), completion.passedOver());
    var status = list().models().getFirst();
    assertEquals("closed", status.circuit());
    assertEquals(
        List.of(11L, 0L, 10L),
        List.of(
            status.statistics().calls(),
            status.statistics().failures(),
            status.statistics().rateLimited()));
  }

  @Test
  void aLongWaitForARateLimitIsAnnounced() throws Exception {
    var model =
        new ScriptedModel(
            "a",
            call -> {
              throw ModelException.rateLimited("Slower.", Duration.ofSeconds(60));
            });
    host(calls(1, 4, 1, 10), model);
    var waits = new LinkedBlockingQueue<ModelWait>();
    bus.subscribe(Addresses.MODEL_WAITS, "t1", waits::add).await();
    bus.requestAsync(Addresses.MODEL_COMPLETE, request(1));
    assertEquals("Slower.", waits.take().event().reason());
    bus.cancel(request(1).operationId().value());
  }

  @Test
  void modelsOfOneAccountShareARateLimitAndOthersDoNot() throws Exception {
    var began = new CountDownLatch(1);
    var limited =
        new ScriptedModel(
            "a",
            call -> {
              began.countDown();
              throw ModelException.rateLimited("Slower.", Duration.ofSeconds(30));
            });
    var same = new AccountModel("same", "a", new ScriptedModel("same", call -> "x"));
    var other = new ScriptedModel("other", call -> "other");
    host(new ModelCallConfig(5, 10, 10, 10, 1, 4, 5, 1, 2, 0), limited, same, other);
    var completion = complete();
    assertTrue(began.await(0, TimeUnit.SECONDS));
    assertEquals("other", completion.alias());
    assertEquals(
        List.of(
            "a: Slower. The call would have to wait longer than 2 s"
                + " (model_calls.rate_limit_wait_seconds).",
            "same: The call would have to wait longer than 2 s"
                + " (model_calls.rate_limit_wait_seconds)."),
        completion.passedOver());
    assertEquals(0, same.behind().calls().get());
  }

  /// A model that belongs to another account.
  private record AccountModel(String name, String rateLimitKey, ScriptedModel behind)
      implements ModelProvider {
    @Override
    public String model() {
      return behind.model();
    }

    @Override
    public int tier() {
      return 1;
    }

    @Override
    public Set<ModelRole> roles() {
      return behind.roles();
    }

    @Override
    public ModelResponse complete(ModelRequest request, ModelListener listener)
        throws ModelException, InterruptedException {
      return behind.complete(request, listener);
    }

    @Override
    public boolean isHealthy() {
      return true;
    }
  }

  @Test
  void theListCountsTheCallsOfEachModel() throws Exception {
    host(
        calls(2, 4, 9, 10),
        new ScriptedModel(
            "a",
            call -> {
              if (call == 1) {
                throw DOWN;
              }
              return "x";
            }));
    complete();
    complete();
    var status = list().models().getFirst();
    assertEquals(
        List.of(3L, 1L, 0L),
        List.of(
            status.statistics().calls(),
            status.statistics().failures(),
            status.statistics().rateLimited()));
    assertEquals(new ModelUsage(10, 4, 0, 0), status.statistics().usage());
    assertEquals(0, status.statistics().callsInFlight());
    assertEquals(0, status.statistics().estimatedAnswers());
  }

  @Test
  void unreportedTokensAreEstimatedAndTheListSaysSo() throws Exception {
    var server = new StrictOpenAi(vertx);
    server.enqueue(
        StrictOpenAi.stream(
            StrictOpenAi.chunk("{\"content\":\"" + "y".repeat(400) + "\"}")
                + StrictOpenAi.chunk("{}", "\"stop\"")
                + StrictOpenAi.DONE));
    var verticle =
        new ModelHostVerticle(
            Map.of("m", config("openai", server.url(), "m-1", "k")),
            ModelCallConfig.defaults(),
            Map.of(),
            List.of());
    vertx.deployVerticle(verticle).await();
    var usage = complete().usage();
    assertEquals(100, usage.outputTokens());
    assertTrue(usage.inputTokens() > 0);
    var status = list().models().getFirst();
    assertEquals(1, status.statistics().estimatedAnswers());
    assertEquals(usage, status.statistics().usage());
  }

  @Test
  void parallelCallsPerModelAreLimited() throws Exception {
    var inside = new AtomicInteger();
    var highest = new AtomicInteger();
    var two = new CountDownLatch(2);
    host(
        calls(1, 2, 5, 20),
        new ScriptedModel(
            "a",
            call -> {
              highest.accumulateAndGet(inside.incrementAndGet(), Math::max);
              two.countDown();
              two.await();
              inside.decrementAndGet();
              return "x";
            }));
    var answers = new CompletableFuture<?>[20];
    for (var at = 0; at < answers.length; at++) {
      answers[at] =
          bus.requestAsync(Addresses.MODEL_COMPLETE, request(1))
              .toCompletionStage()
              .toCompletableFuture();
    }
    CompletableFuture.allOf(answers).get(20, TimeUnit.SECONDS);
    assertEquals(2, highest.get());
  }

  @Test
  void aCancelledRequestStopsWaitingForAModel() throws Exception {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    host(
        calls(1, 4, 5, 30),
        new ScriptedModel(
            "a",
            call -> {
              began.countDown();
              try {
                Thread.sleep(60_000);
              } finally {
                ended.countDown();
              }
              return "";
            }));
    var completion = bus.requestAsync(Addresses.MODEL_COMPLETE, request(1));
    assertTrue(began.await(10, TimeUnit.SECONDS));
    bus.cancel(OperationId.taskPrefix(TASK));
    assertTrue(ended.await(10, TimeUnit.SECONDS));
    var failure =
        assertThrows(
            ExecutionException.class,
            () -> completion.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    assertEquals(
        ServiceException.cancelled().error(), ((ServiceException) failure.getCause()).error());
  }

  private ListModels.Found list() throws InterruptedException {
    return bus.request(Addresses.MODEL_LIST, new ListModels());
  }

  @Test
  void theListReportsHealthAndDoesNotWaitForAHangingModel() throws Exception {
    host(
        ModelCallConfig.defaults(),
        new ScriptedModel("unhealthy", call -> ""),
        new ScriptedModel("hanging", call -> ""),
        new ScriptedModel("well", call -> ""));
    var list = list();
    assertEquals(
        List.of(false, false, true),
        list.models().stream().map(ListModels.ModelStatus::healthy).toList());
    assertEquals(
        new ListModels.ModelStatus(
            "well",
            "scripted",
            "plugin",
            1,
            Set.of(ModelRole.EXECUTOR),
            true,
            "",
            "closed",
            new ListModels.Price(0, 0),
            new ListModels.Statistics(0, 0, 0, 0, 0, ModelUsage.NONE)),
        list.models().getLast());
    assertEquals(
        List.of("The endpoint does not respond.", "Its health check did not finish within 4 s."),
        list.models().stream().map(ListModels.ModelStatus::problem).limit(2).toList());
    assertEquals("Models: unhealthy, hanging, well, as configured.", list.choice());
  }

  // ---- configuration ----

  private static ModelConfig config(String provider, String url, String model, String key) {
    return ModelConfig.create(provider, url, model, key).withMaxTokens(10);
  }

  private String startFailure(Map<String, ModelConfig> models, ModelProvider... extra) {
    var verticle =
        new ModelHostVerticle(models, ModelCallConfig.defaults(), Map.of(), List.of(extra));
    var deployed = vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture();
    var failure = assertThrows(ExecutionException.class, () -> deployed.get(10, TimeUnit.SECONDS));
    assertTrue(verticle.summary().failed());
    return ((ServiceException) failure.getCause()).error().detail();
  }

  @ParameterizedTest
  @CsvSource({
    "gemini,,m,,'is not known. It is one of: openai_compatible, openai, anthropic, ollama, builtin, replay'",
    "'',,m,,models.x.provider is missing",
    "openai,,'',,models.x.model is missing",
    "openai,localhost:11434,m,,models.x.base_url must look like http://host:port/v1",
    "openai,ftp://host/v1,m,,models.x.base_url must look like",
    "openai,http://user:secret@host/v1,m,,models.x.base_url must look like",
    "openai,http://ho st/v1,m,,models.x.base_url is not a URL",
    "openai,,m,${NOPE},'models.x.api_key is ${NOPE}, but the environment variable NOPE is not set'"
  })
  void aWrongModelConfigurationFailsTheStartAndNamesItsKey(
      String provider, String url, String model, String key, String words) {
    var detail =
        startFailure(
            Map.of("x", config(provider, url == null ? "" : url, model, key == null ? "" : key)));
    assertTrue(detail.contains(words), detail);
    assertFalse(detail.contains("secret"), detail);
  }

  private static ModelConfig replay(String transcript) {
    return ModelConfig.create("replay", "", "", "").withTranscript(transcript);
  }

  @Test
  void anUnusableTranscriptFailsTheStartAndNamesItsKey(@TempDir Path temp) throws Exception {
    var other = Files.writeString(temp.resolve("other.txt"), "hello\n");
    var later = temp.resolve("later.jsonl");
    Files.writeString(later, "{\"kind\":\"transcript\",\"version\":7}\n");
    var missing = startFailure(Map.of("x", replay("")));
    assertTrue(missing.contains("models.x.transcript is missing"), missing);
    for (var wrong :
        Map.of(
                temp.resolve("none.jsonl").toString(), "File not found",
                other.toString(), "is not a transcript",
                later.toString(), "of version 7")
            .entrySet()) {
      var detail = startFailure(Map.of("x", replay(wrong.getKey())));
      assertTrue(detail.startsWith("models.x.transcript: "), detail);
      assertTrue(detail.contains(wrong.getValue()), detail);
    }
  }

  @Test
  void theCostFollowsTheConfiguredPrice() throws Exception {
    var server = new StrictOpenAi(vertx);
    server.enqueue(StrictOpenAi.text("good day"));
    var free = ModelConfig.create("openai", server.url(), "m-1", "k").withMaxTokens(10);
    var model =
        new ModelConfig(
            free.endpoint(),
            free.roles(),
            free.tier(),
            free.generation(),
            free.transcript(),
            free.capabilities(),
            new ModelConfig.Prices(2, Optional.empty(), 10));
    var verticle =
        new ModelHostVerticle(Map.of("m", model), ModelCallConfig.defaults(), Map.of(), List.of());
    vertx.deployVerticle(verticle).await();
    var completion = complete();
    assertEquals((7 * 2 + 3 * 10) / 1e6, completion.costUsd(), 1e-15);
    assertEquals(completion.costUsd(), completion.usage().costUsd());
    var status = list().models().getFirst();
    assertEquals(
        List.of(2.0, 10.0),
        List.of(status.price().inputPriceUsd(), status.price().outputPriceUsd()));
  }

  @Test
  void aPluginModelHasNoPrice() throws Exception {
    host(ModelCallConfig.defaults(), new ScriptedModel("a", call -> "good day"));
    assertEquals(0, complete().costUsd());
  }

  @Test
  void anAvoidedModelIsUsedOnlyAfterAllOthersFailed() throws Exception {
    var good = new ScriptedModel("good", call -> "good");
    var broken = new AtomicBoolean();
    host(
        calls(1, 4, 50, 10),
        good,
        new ScriptedModel(
            "other",
            call -> {
              if (broken.get()) {
                throw DOWN;
              }
              return "other";
            }));
    var usual = request(1);
    var avoiding =
        new CompleteModel(
            usual.operationId(),
            usual.taskId(),
            usual.subtaskId(),
            usual.tier(),
            Set.of("good"),
            usual.request(),
            List.of());
    assertEquals("good", bus.request(Addresses.MODEL_COMPLETE, usual).alias());
    assertEquals("other", bus.request(Addresses.MODEL_COMPLETE, avoiding).alias());
    broken.set(true);
    assertEquals("good", bus.request(Addresses.MODEL_COMPLETE, avoiding).alias());
  }

  @Test
  void duplicateAliasesAreRejected() {
    var detail =
        startFailure(
            Map.of("a", config("builtin", "", "", "")), new ScriptedModel("a", call -> ""));
    assertTrue(detail.startsWith("Two models have the alias 'a'"), detail);
  }

  @Test
  void configuredModelsAreListedInOrderWithGuessedTiers() throws Exception {
    var models = new LinkedHashMap<String, ModelConfig>();
    models.put("big", config("ollama", "http://127.0.0.1:1", "llama3:70b", ""));
    models.put("mid", config("openai", "http://127.0.0.1:1", "qwen3:14b", ""));
    models.put("rules", config("builtin", "", "", ""));
    vertx
        .deployVerticle(
            new ModelHostVerticle(models, ModelCallConfig.defaults(), Map.of(), List.of()))
        .await();
    var lines = list().models();
    assertEquals(
        List.of("big ollama 3", "mid openai_compatible 2", "rules builtin 1"),
        lines.stream()
            .map(status -> status.name() + " " + status.provider() + " " + status.tier())
            .toList());
    assertNotNull(lines);
  }
}
