package dev.loom.models.http;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loom.api.model.AbstractModelProvider;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.http.HostAddresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.models.http.StreamingCall.StreamEvent;
import dev.loom.models.normalize.ResponseNormalizer;
import dev.loom.models.normalize.ToolNameCodec;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A model behind an HTTP endpoint, independent of its protocol.
public final class HttpModelProvider extends AbstractModelProvider {
  private static final int HEALTH_SECONDS = 3;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final long ERROR_BODY_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int BODY_BYTES_MAX = 64 * 1024;

  /// The longest wait for the end of a stream after `[DONE]`, so that the connection can be reused.
  private static final long STREAM_END_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final ProviderProtocol protocol;
  private final Endpoint endpoint;
  private final ModelCallConfig callConfig;
  private final EndpointErrors errors;
  private final Vertx vertx;

  /// One client per event loop, so that a call's connection is always driven by the call's loop. A
  /// shared client may return a connection of another loop.
  private final ThreadLocal<HttpClient> clients;

  private final RequestOptions requestOptions;

  private final RequestAdaptations adaptations;

  private final EndpointHabits habits = new EndpointHabits();

  /// Sends health checks; model calls are sent by [StreamingCall].
  private final WebClient healthClient;

  private final Optional<ProxyOptions> proxy;

  /// Opens at most one connection more per event loop than the configured parallel calls.
  /// Connections close with Vert.x.
  ///
  /// @param proxy the proxy through which the endpoint is reached, if any
  public HttpModelProvider(
      Vertx vertx,
      ProviderProtocol protocol,
      int tier,
      Set<ModelRole> roles,
      ModelCallConfig callConfig,
      Optional<ProxyOptions> proxy) {
    super(protocol.endpoint.alias(), protocol.endpoint.model(), tier, roles);
    this.protocol = protocol;
    this.endpoint = protocol.endpoint;
    this.callConfig = callConfig;
    this.proxy = proxy;
    this.adaptations = new RequestAdaptations(protocol);
    this.errors = new EndpointErrors(protocol, callConfig, InstantSource.system());
    var options =
        new HttpClientOptions()
            .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(callConfig.connectTimeoutSeconds()))
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setDecompressionSupported(true);
    var pool =
        new PoolOptions()
            .setHttp1MaxSize(callConfig.parallelMax() + 1)
            .setMaxWaitQueueSize(callConfig.parallelMax() + 1);
    this.vertx = vertx;
    this.clients = ThreadLocal.withInitial(() -> vertx.createHttpClient(options, pool));
    this.requestOptions = requestOptions();
    this.healthClient = WebClient.wrap(vertx.createHttpClient(options, pool));
  }

  @Override
  public String rateLimitKey() {
    return endpoint.rateLimitKey();
  }

  @Override
  public int promptTokensMax() {
    int window = endpoint.generation().contextWindow();
    var configured = window == 0 ? 0 : Math.max(1, window - endpoint.generation().maxTokens());
    var learned = adaptations.promptTokensMax();
    return configured == 0 || learned == 0
        ? Math.max(configured, learned)
        : Math.min(configured, learned);
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var names = ToolNameCodec.forRequest(request);
    var form = adaptations.start(names.encode(request));
    var deadlines = new CallDeadlines(callConfig, System::nanoTime);
    while (true) {
      try (var call =
          StreamingCall.start(
              vertx.getOrCreateContext(),
              clients::get,
              requestOptions,
              Buffer.buffer(form.body()))) {
        var response = readResponse(call, form, deadlines, listener);
        if (response.isPresent()) {
          var normalized = ResponseNormalizer.normalize(request, names.decode(response.get()));
          return ResponseNormalizer.normalize(
              request, habits.checkText(normalized, !request.tools().isEmpty(), errors));
        }
      } catch (ModelException failure) {
        // LM Studio reports a prompt that is too long inside the response.
        if (failure.isRateLimited() || !form.fitLimits(0, failure.getMessage())) {
          throw failure;
        }
      }
      // Retry at once. A form changes a bounded number of times, so the loop ends.
    }
  }

  private RequestOptions requestOptions() {
    return requestOptions(HttpMethod.POST, endpoint.url(protocol.description().path()))
        .putHeader("content-type", "application/json")
        // Some servers compress nevertheless.
        .putHeader("accept-encoding", "identity")
        .putHeader("accept", "text/event-stream, application/x-ndjson, application/json");
  }

  private RequestOptions requestOptions(HttpMethod method, String url) {
    return new RequestOptions()
        .setMethod(method)
        .setAbsoluteURI(url)
        .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(protocol.headers()))
        .setProxyOptions(proxy.orElse(null));
  }

  /// Reads the response.
  ///
  /// @return empty if the endpoint rejected the request and it must be repeated with an adaptation
  private Optional<ModelResponse> readResponse(
      StreamingCall call,
      RequestAdaptations.Call form,
      CallDeadlines deadlines,
      ModelListener listener)
      throws ModelException, InterruptedException {
    var parser = new ResponseStreamParser(protocol, endpoint.model(), errors, form.used());
    try {
      return readResponse(call, parser, form, deadlines, listener);
    } catch (ModelException failure) {
      throw failure.withUsage(parser.response().usage());
    }
  }

  private Optional<ModelResponse> readResponse(
      StreamingCall call,
      ResponseStreamParser parser,
      RequestAdaptations.Call form,
      CallDeadlines deadlines,
      ModelListener listener)
      throws ModelException, InterruptedException {
    while (true) {
      var events = call.poll(deadlines.remainingNanos());
      if (events.isEmpty()) {
        throw errors.timeout(deadlines.nextDeadline());
      }
      for (var event : events) {
        switch (event) {
          case StreamEvent.Head head -> {
            if (head.status() < 200 || head.status() >= 300) {
              var body = readRest(call, events, ERROR_BODY_NANOS);
              if (form.adapt(head.status(), body)) {
                return Optional.empty();
              }
              throw errors.status(head.status(), head.header(), body);
            }
          }
          case StreamEvent.Chunk chunk -> {
            deadlines.onBytes();
            parser.feed(chunk.bytes());
          }
          case StreamEvent.End _ -> {
            return Optional.of(finish(parser, listener));
          }
          case StreamEvent.Failed broken -> {
            if (!parser.response().isContentComplete()) {
              throw deadlines.hasStarted()
                  ? errors.connectionLost(broken.cause())
                  : connectionError(broken.cause());
            }
            return Optional.of(finish(parser, listener));
          }
        }
      }
      parser.response().flushDeltas(listener);
      if (parser.response().isEnded()) {
        readRest(call, events, STREAM_END_NANOS);
        return Optional.of(finish(parser, listener));
      }
    }
  }

  private ModelResponse finish(ResponseStreamParser parser, ModelListener listener)
      throws ModelException {
    var response = parser.finish(protocol.origin());
    parser.response().flushDeltas(listener);
    habits.checkEnd(parser.response().stopReason(), parser.response().isEndClear(), errors);
    return response;
  }

  /// Reads a response to its end, limited in size and time.
  ///
  /// @param events the newest events
  /// @return the body from these events on
  private static String readRest(StreamingCall call, List<StreamEvent> events, long nanos)
      throws InterruptedException {
    var body = Buffer.buffer();
    var deadline = System.nanoTime() + nanos;
    for (var next = events; !next.isEmpty(); next = call.poll(deadline - System.nanoTime())) {
      for (var event : next) {
        if (event instanceof StreamEvent.Chunk(var bytes)) {
          body.appendBuffer(bytes);
        }
      }
      var isEnd = next.getLast() instanceof StreamEvent.End;
      if (isEnd || next.getLast() instanceof StreamEvent.Failed || body.length() > BODY_BYTES_MAX) {
        break;
      }
    }
    return body.getString(0, Math.min(body.length(), BODY_BYTES_MAX));
  }

  @Override
  public boolean isHealthy() throws InterruptedException {
    return checkHealth().isEmpty();
  }

  @Override
  public Optional<String> checkHealth() throws InterruptedException {
    var options =
        requestOptions(HttpMethod.GET, protocol.modelsUrl())
            .setTimeout(TimeUnit.SECONDS.toMillis(HEALTH_SECONDS));
    var diagnosis =
        HostAddresses.connect(vertx, options, this::sendHealthCheck)
            .map(response -> diagnose(response, Objects.toString(response.bodyAsString(), "")))
            .toCompletionStage()
            .toCompletableFuture();
    try {
      return diagnosis.get(HEALTH_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException exception) {
      return Optional.of(connectionError(exception.getCause()).getMessage());
    } catch (TimeoutException ignored) {
      return Optional.of(
          errors
              .connection(new TimeoutException("no response within " + HEALTH_SECONDS + " s"))
              .getMessage());
    }
  }

  private Future<HttpResponse<Buffer>> sendHealthCheck(RequestOptions options) {
    var url = protocol.modelsUrl();
    var request =
        options.getServer() instanceof SocketAddress server
            ? healthClient.requestAbs(HttpMethod.GET, server, url)
            : healthClient.getAbs(url);
    return request
        .putHeaders(options.getHeaders())
        .proxy(options.getProxyOptions())
        .timeout(options.getTimeout())
        .send();
  }

  /// The proxy is named if the connection failed, because the endpoint may be fine.
  private ModelException connectionError(Throwable cause) {
    return proxy
        .filter(used -> cause instanceof SocketException || cause instanceof UnknownHostException)
        .map(used -> errors.proxy(used.getHost() + ":" + used.getPort(), cause))
        .orElseGet(() -> errors.connection(cause));
  }

  private Optional<String> diagnose(HttpResponse<Buffer> response, String body) {
    int status = response.statusCode();
    if (status < 300 || status == 404) {
      return protocol.diagnose(status, Json.tryParse(body).orElse(MissingNode.getInstance()));
    }
    // Servers without a model list respond with various statuses and may still complete requests.
    var isFailure = status == 401 || status == 403 || status >= 500;
    return isFailure
        ? Optional.of(errors.status(status, response.headers()::get, body).getMessage())
        : Optional.empty();
  }

  /// Omits the API key.
  @Override
  public String toString() {
    return endpoint.toString();
  }
}
