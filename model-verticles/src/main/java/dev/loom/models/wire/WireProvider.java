package dev.loom.models.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.json.Json;
import dev.loom.models.forgive.Forgiveness;
import dev.loom.models.forgive.ToolNames;
import dev.loom.models.wire.Exchange.Arrival;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A model behind an HTTP endpoint, whatever that speaks.
public final class WireProvider implements ModelProvider {
  private static final int HEALTH_SECONDS = 3;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int ERROR_BYTES_MAX = 64 * 1024;

  /// How long the end of a stream is waited for after its `[DONE]`, so that the connection can be
  /// used again.
  private static final long END_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /// How refusals of something in the question come; 500 is llama.cpp's.
  private static final Set<Integer> REFUSED = Set.of(400, 422, 500);

  /// Tools put into words, because the endpoint takes none.
  private static final String TOOLS = "tools";

  /// What Ollama, vLLM and llama.cpp say to tools that they cannot take.
  private static final List<Wire.Adaptation> WITHOUT_TOOLS =
      List.of(
          new Wire.Adaptation(TOOLS, List.of("does not support tools")),
          new Wire.Adaptation(TOOLS, List.of("tool choice requires")),
          new Wire.Adaptation(TOOLS, List.of("tools param requires")));

  private final Wire wire;
  private final Endpoint endpoint;
  private final String origin;
  private final Set<ModelRole> roles;
  private final int tier;
  private final ModelCallConfig calls;
  private final Failures failures;
  private final Vertx vertx;
  private final LoopClients clients;
  private final RequestOptions posting;

  /// What this endpoint turned out to need; only ever more.
  private final Set<String> adaptations = ConcurrentHashMap.newKeySet();

  /// For answers that are small and read as a whole; a stream is read by [Exchange].
  private final WebClient web;

  /// Opens as many connections as calls are allowed at a time. They close with Vert.x.
  public WireProvider(
      Vertx vertx,
      Wire wire,
      Endpoint endpoint,
      int tier,
      Set<ModelRole> roles,
      ModelCallConfig calls) {
    this.wire = wire;
    this.endpoint = endpoint;
    this.origin = wire.name() + " " + endpoint.model();
    this.tier = tier;
    this.roles = Set.copyOf(roles);
    this.calls = calls;
    this.failures = new Failures(wire, endpoint, calls, InstantSource.system());
    var options =
        new HttpClientOptions()
            .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(calls.connectTimeoutSeconds()))
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setDecompressionSupported(false);
    var pool =
        new PoolOptions()
            .setHttp1MaxSize(calls.parallelMax() + 1)
            .setMaxWaitQueueSize(calls.parallelMax() + 1);
    this.vertx = vertx;
    this.clients = new LoopClients(() -> vertx.createHttpClient(options, pool));
    this.posting = posting(wire);
    this.web = WebClient.wrap(vertx.createHttpClient(options, pool));
  }

  @Override
  public String name() {
    return endpoint.alias();
  }

  @Override
  public String model() {
    return endpoint.model();
  }

  @Override
  public int tier() {
    return tier;
  }

  @Override
  public Set<ModelRole> roles() {
    return roles;
  }

  @Override
  public String rateLimitKey() {
    return endpoint.account();
  }

  @Override
  public int promptTokensMax() {
    int window = endpoint.contextWindow();
    return window == 0 ? 0 : Math.max(1, window - endpoint.maxTokens());
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var names = ToolNames.of(request);
    var asked = names.toWire(request);
    var watch = new Watch(calls, System::nanoTime);
    while (true) {
      try (var exchange =
          Exchange.start(vertx.getOrCreateContext(), clients, posting, body(asked))) {
        var answer = converse(exchange, watch, listener);
        return Forgiveness.forgive(request, names.fromWire(answer));
      } catch (AdaptedException adapted) {
        // Asked again at once, with one thing less; each is left out once and for good.
      }
    }
  }

  private Buffer body(ModelRequest request) {
    var needed = Set.copyOf(adaptations);
    var worded = !endpoint.capabilities().tools().orElse(!needed.contains(TOOLS));
    try {
      return Buffer.buffer(
          Json.mapper()
              .writeValueAsBytes(wire.write(worded ? WordedTools.in(request) : request, needed)));
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a tree always has a text", broken);
    }
  }

  private static RequestOptions posting(Wire wire) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI(wire.url())
        .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(wire.headers()))
        .putHeader("content-type", "application/json")
        .putHeader("accept", "text/event-stream, application/x-ndjson, application/json");
  }

  /// The endpoint refused something that can be left out.
  private static final class AdaptedException extends Exception {
    private static final long serialVersionUID = 1L;

    AdaptedException() {
      super(null, null, false, false);
    }
  }

  private ModelException refused(int status, Arrival.Head head, String body)
      throws AdaptedException {
    if (REFUSED.contains(status)) {
      var said = body.toLowerCase(Locale.ROOT);
      adapt(WITHOUT_TOOLS, said);
      adapt(wire.adaptations(), said);
    }
    return failures.status(status, head.header(), body);
  }

  private void adapt(List<Wire.Adaptation> known, String said) throws AdaptedException {
    for (var adaptation : known) {
      if (adaptation.isAskedFor(said) && adaptations.add(adaptation.name())) {
        throw new AdaptedException();
      }
    }
  }

  private ModelResponse converse(Exchange exchange, Watch watch, ModelListener listener)
      throws ModelException, InterruptedException, AdaptedException {
    var reader = new AnswerReader(wire, endpoint.model(), failures, Set.copyOf(adaptations));
    while (true) {
      var arrivals = exchange.take(watch.left());
      if (arrivals.isEmpty()) {
        throw failures.timeout(watch.next());
      }
      for (var arrival : arrivals) {
        switch (arrival) {
          case Arrival.Head head -> {
            if (head.status() < 200 || head.status() >= 300) {
              throw refused(head.status(), head, errorBody(exchange, arrivals));
            }
          }
          case Arrival.Bytes bytes -> {
            watch.heard();
            reader.feed(bytes.bytes());
          }
          case Arrival.End end -> {
            return finish(reader, listener);
          }
          case Arrival.Broken broken -> {
            if (!reader.isWhole()) {
              throw failures.connection(broken.cause());
            }
            return finish(reader, listener);
          }
        }
      }
      reader.tell(listener);
      if (reader.isDone()) {
        awaitEnd(exchange);
        return reader.finish(origin);
      }
    }
  }

  private ModelResponse finish(AnswerReader reader, ModelListener listener) throws ModelException {
    var response = reader.finish(origin);
    reader.tell(listener);
    return response;
  }

  private static void awaitEnd(Exchange exchange) throws InterruptedException {
    var until = System.nanoTime() + END_NANOS;
    while (true) {
      var arrivals = exchange.take(until - System.nanoTime());
      if (arrivals.isEmpty() || !(arrivals.getLast() instanceof Arrival.Bytes)) {
        return;
      }
    }
  }

  /// What a server says about its refusal, as far as it comes soon; the status alone is enough.
  private static String errorBody(Exchange exchange, Iterable<Arrival> already)
      throws InterruptedException {
    var body = new ByteArrayOutputStream();
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEALTH_SECONDS);
    var arrivals = already;
    while (true) {
      var more = false;
      for (var arrival : arrivals) {
        switch (arrival) {
          case Arrival.Head head -> more = true;
          case Arrival.Bytes bytes -> {
            more = true;
            body.write(bytes.bytes(), 0, Math.min(bytes.bytes().length, room(body)));
          }
          case Arrival.End end -> more = false;
          case Arrival.Broken broken -> more = false;
        }
      }
      if (!more || room(body) == 0) {
        return body.toString(StandardCharsets.UTF_8);
      }
      arrivals = exchange.take(until - System.nanoTime());
    }
  }

  private static int room(ByteArrayOutputStream body) {
    return ERROR_BYTES_MAX - body.size();
  }

  @Override
  public boolean isHealthy() throws InterruptedException {
    return checkHealth().isEmpty();
  }

  @Override
  public Optional<String> checkHealth() throws InterruptedException {
    var answer =
        web.getAbs(wire.modelsUrl())
            .putHeaders(MultiMap.caseInsensitiveMultiMap().addAll(wire.headers()))
            .timeout(TimeUnit.SECONDS.toMillis(HEALTH_SECONDS))
            .send()
            .toCompletionStage()
            .toCompletableFuture();
    try {
      return problemIn(answer.get(HEALTH_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException unreachable) {
      return Optional.of(failures.connection(unreachable.getCause()).getMessage());
    } catch (TimeoutException silent) {
      return Optional.of(
          failures.connection(new TimeoutException("no answer within 3 s")).getMessage());
    }
  }

  private Optional<String> problemIn(HttpResponse<Buffer> answer) {
    int status = answer.statusCode();
    var body = answer.bodyAsString() == null ? "" : answer.bodyAsString();
    if (status < 300 || status == 404) {
      return wire.problemIn(status, json(body));
    }
    // Some servers have no list of models and say so in other ways; they may answer all the same.
    var isTelling = status == 401 || status == 403 || status >= 500;
    return isTelling
        ? Optional.of(failures.status(status, answer.headers()::get, body).getMessage())
        : Optional.empty();
  }

  private static JsonNode json(String body) {
    try {
      return Json.parse(body);
    } catch (IllegalArgumentException other) {
      return null;
    }
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return endpoint.toString();
  }
}
