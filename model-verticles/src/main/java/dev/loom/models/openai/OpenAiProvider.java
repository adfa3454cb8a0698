package dev.loom.models.openai;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.models.openai.Exchange.Arrival;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A model behind an endpoint of OpenAI's chat completions.
public final class OpenAiProvider implements ModelProvider {
  private static final int HEALTH_SECONDS = 3;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int ERROR_BYTES_MAX = 64 * 1024;

  /// How long the end of a stream is waited for after its `[DONE]`, so that the connection can be
  /// used again.
  private static final long END_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Endpoint endpoint;
  private final Set<ModelRole> roles;
  private final int tier;
  private final ModelCallConfig calls;
  private final Failures failures;
  private final RequestWriter writer;
  private final HttpClient client;

  /// For answers that are small and read as a whole; a stream is read by [Exchange].
  private final WebClient web;

  /// Opens a pool of connections, as many as calls are allowed at a time. It closes with the
  /// verticle that this is called in, or with Vert.x.
  public OpenAiProvider(
      Vertx vertx, Endpoint endpoint, int tier, Set<ModelRole> roles, ModelCallConfig calls) {
    this.endpoint = endpoint;
    this.tier = tier;
    this.roles = Set.copyOf(roles);
    this.calls = calls;
    this.failures = new Failures(endpoint, calls, InstantSource.system());
    this.writer = new RequestWriter(endpoint);
    var options =
        new HttpClientOptions()
            .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(calls.connectTimeoutSeconds()))
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setDecompressionSupported(false);
    var pool =
        new PoolOptions()
            .setHttp1MaxSize(calls.parallelMax() + 1)
            .setMaxWaitQueueSize(calls.parallelMax() + 1);
    this.client = vertx.createHttpClient(options, pool);
    this.web = WebClient.wrap(client);
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
  public String account() {
    return endpoint.account();
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var body = Buffer.buffer(writer.write(request));
    var options = posting(endpoint.completionsUrl());
    options.putHeader("content-type", "application/json");
    options.putHeader("accept", "text/event-stream, application/json");
    var watch = new Watch(calls, System::nanoTime);
    try (var exchange = Exchange.start(client, options, body)) {
      return converse(exchange, watch, listener);
    }
  }

  private RequestOptions posting(String url) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI(url)
        .setHeaders(authorization());
  }

  private MultiMap authorization() {
    var headers = MultiMap.caseInsensitiveMultiMap();
    return endpoint.apiKey().isEmpty()
        ? headers
        : headers.set("authorization", "Bearer " + endpoint.apiKey());
  }

  private ModelResponse converse(Exchange exchange, Watch watch, ModelListener listener)
      throws ModelException, InterruptedException {
    var reader = new StreamReader(endpoint.model(), failures);
    while (true) {
      var arrivals = exchange.take(watch.left());
      if (arrivals.isEmpty()) {
        throw failures.timeout(watch.next());
      }
      for (var arrival : arrivals) {
        switch (arrival) {
          case Arrival.Head head -> {
            if (head.status() < 200 || head.status() >= 300) {
              throw failures.status(head.status(), head.header(), errorBody(exchange, arrivals));
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
        return reader.finish();
      }
    }
  }

  private static ModelResponse finish(StreamReader reader, ModelListener listener)
      throws ModelException {
    var response = reader.finish();
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
  public boolean healthy() throws InterruptedException {
    var answer =
        web.getAbs(endpoint.modelsUrl())
            .putHeaders(authorization())
            .as(BodyCodec.none())
            .timeout(TimeUnit.SECONDS.toMillis(HEALTH_SECONDS))
            .send()
            .toCompletionStage()
            .toCompletableFuture();
    try {
      return answer.get(HEALTH_SECONDS, TimeUnit.SECONDS).statusCode() < 500;
    } catch (ExecutionException | TimeoutException unreachable) {
      return false;
    }
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return endpoint.toString();
  }
}
