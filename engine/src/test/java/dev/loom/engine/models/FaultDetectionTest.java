package dev.loom.engine.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.CapabilityOverrides;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.HttpModelProvider;
import dev.loom.models.openai.ChatCompletions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests single calls without retries: exactly the calls with an injected fault fail, with a typed
/// reason.
///
/// `-Dloom.faults.calls=1000` makes this number of calls per fault and asserts that a fault is
/// detected within a second or within a second of its deadline. `-Dloom.faults.kinds=DRIP,GARBAGE`
/// selects faults.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultDetectionTest {
  private static final int CALLS_DEFAULT = 8;
  private static final int CALLS = Integer.getInteger("loom.faults.calls", CALLS_DEFAULT);
  private static final int CALLS_AT_A_TIME = 8;
  private static final long DETECTION_MILLIS_MAX = 1_000;

  private static final ModelCallConfig DEADLINES =
      new ModelCallConfig(
          1,
          FaultCampaign.FIRST_BYTE_SECONDS,
          FaultCampaign.IDLE_SECONDS,
          FaultCampaign.TOTAL_SECONDS,
          1,
          CALLS_AT_A_TIME,
          50,
          1,
          900,
          0);

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void printHeading() {
    System.out.printf("%-28s %6s %7s %11s%n", "fault", "calls", "struck", "detected +");
  }

  @AfterAll
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /// @param injectedAt start of the fault, 0 without one
  /// @param failure reason, empty on success
  private record Outcome(long injectedAt, long endedAt, Optional<String> failure) {}

  @ParameterizedTest
  @MethodSource("dev.loom.engine.models.FaultCampaignTest#kinds")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void onlyCallsWithAnInjectedFaultFail(Fault fault) throws Exception {
    var outcomes = outcomes(fault);
    long slowestMillis = 0;
    int injected = 0;
    for (var outcome : outcomes) {
      assertEquals(outcome.injectedAt() != 0, outcome.failure().isPresent(), outcome.toString());
      if (outcome.injectedAt() != 0) {
        injected++;
        var noticed = TimeUnit.NANOSECONDS.toMillis(outcome.endedAt() - outcome.injectedAt());
        slowestMillis = Math.max(slowestMillis, noticed - 1_000L * fault.deadlineSeconds());
      }
    }
    System.out.printf("%-28s %6d %7d %8d ms%n", fault, outcomes.size(), injected, slowestMillis);
    if (CALLS > CALLS_DEFAULT) {
      assertTrue(slowestMillis <= DETECTION_MILLIS_MAX, fault + ": " + slowestMillis + " ms");
    }
  }

  private List<Outcome> outcomes(Fault fault) throws Exception {
    var injectedAt = new ConcurrentHashMap<String, Long>();
    var random = new Random(fault.ordinal());
    var faulty = random.ints(CALLS, 0, 2).toArray();
    try (var server =
            ModelTestServer.start(
                (request, connection) -> respond(fault, request, connection, faulty, injectedAt));
        var threads = Executors.newFixedThreadPool(CALLS_AT_A_TIME)) {
      var provider = provider(server.url());
      var unreachable = provider(closedPortUrl());
      var calls = new ArrayList<Callable<Outcome>>();
      for (var number = 0; number < CALLS; number++) {
        var name = Integer.toString(number);
        var connectionRefused = fault == Fault.REFUSED && faulty[number] == 1;
        calls.add(
            () -> {
              if (connectionRefused) {
                injectedAt.put(name, System.nanoTime());
              }
              return call(connectionRefused ? unreachable : provider, name, injectedAt);
            });
      }
      var outcomes = new ArrayList<Outcome>();
      for (var outcome : threads.invokeAll(calls)) {
        outcomes.add(outcome.get());
      }
      return outcomes;
    }
  }

  /// Returns the URL of a closed port.
  private static String closedPortUrl() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }
  }

  private static void respond(
      Fault fault,
      ModelTestServer.ReceivedRequest request,
      RawConnection connection,
      int[] faulty,
      Map<String, Long> injectedAt)
      throws IOException {
    var response =
        RawConnection.text("A whole answer of some length.") + RawConnection.stop("stop");
    var name = request.text();
    if (faulty[Integer.parseInt(name)] == 0) {
      connection.head();
      connection.chunk(response);
      connection.end();
      return;
    }
    injectedAt.put(name, System.nanoTime());
    fault.inject(connection, response);
  }

  private static Outcome call(HttpModelProvider provider, String name, Map<String, Long> injectedAt)
      throws InterruptedException {
    var request =
        new ModelRequest(
            ModelRole.EXECUTOR, List.of(new Message.User(name)), List.of(), Optional.empty());
    Optional<String> failure = Optional.empty();
    try {
      provider.complete(request, ModelListener.NONE);
    } catch (ModelException typed) {
      failure = Optional.of(typed.getMessage());
    }
    return new Outcome(injectedAt.getOrDefault(name, 0L), System.nanoTime(), failure);
  }

  private HttpModelProvider provider(String url) {
    var endpoint =
        new Endpoint(
            "m",
            URI.create(url),
            "m",
            "",
            new ModelConfig.Generation(1_000, 0, Optional.empty(), ""),
            "",
            CapabilityOverrides.UNSPECIFIED,
            Endpoint.SettingNames.forAlias("m"));
    return new HttpModelProvider(
        vertx,
        new ChatCompletions(endpoint),
        1,
        EnumSet.allOf(ModelRole.class),
        DEADLINES,
        Optional.empty());
  }
}
