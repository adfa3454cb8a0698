package dev.loom.tools.http;

import dev.loom.api.tool.HttpEgress.Request;
import dev.loom.api.tool.HttpEgress.Response;
import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.http.GuardedConnector;
import dev.loom.bus.http.GuardedConnector.NameResolver;
import dev.loom.bus.http.HostAddresses;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Sends HTTP requests to hosts that an [AddressPolicy] allows. Blocks the caller. Thread-safe;
/// connections close with Vert.x.
///
/// Each connection serves one request, so that a cancelled one can be reset from any thread.
public final class GuardedHttpClient {
  /// Maximum number of requests at the same time; others wait within their time.
  public static final int REQUESTS_MAX = 16;

  static final int REDIRECTS_MAX = 10;

  private static final Duration TIME_MAX = Duration.ofSeconds(60);
  private static final int CONNECT_MILLIS_MAX = 10_000;
  private static final int HEAD_BYTES_MAX = 64 * 1024;
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

  /// Headers that concern the connection and are set by this client.
  private static final Set<String> CONNECTION_HEADERS =
      Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect");

  private final HttpClient client;
  private final GuardedConnector connector;
  private final Semaphore permits = new Semaphore(REQUESTS_MAX, true);

  /// Decides on a request, and on each that follows a redirect.
  @FunctionalInterface
  public interface RequestCheck {
    /// @throws IOException in words, if the request is refused
    void require(Request request) throws IOException;
  }

  public GuardedHttpClient(Vertx vertx, AddressPolicy policy) {
    this(vertx, policy, new HttpClientOptions(), HostAddresses::resolve);
  }

  GuardedHttpClient(
      Vertx vertx, AddressPolicy policy, HttpClientOptions options, NameResolver resolver) {
    this.client =
        vertx.createHttpClient(
            options
                .setKeepAlive(false)
                .setConnectTimeout(CONNECT_MILLIS_MAX)
                .setMaxHeaderSize(HEAD_BYTES_MAX)
                .setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(REQUESTS_MAX));
    this.connector = new GuardedConnector(vertx, policy, resolver);
  }

  /// Sends a request and follows redirects.
  ///
  /// @param timeLeft maximum duration, at most 60 s
  /// @throws IOException in words, if the request is refused or fails
  /// @throws InterruptedException if the caller is interrupted; the connection is closed by then
  public Response send(Request request, RequestCheck check, Duration timeLeft)
      throws IOException, InterruptedException {
    var nanos = Math.min(timeLeft.toNanos(), TIME_MAX.toNanos());
    var deadlineNanos = System.nanoTime() + nanos;
    if (!permits.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
      throw new IOException(
          "The request was not sent: %d others were running for all of its time."
              .formatted(REQUESTS_MAX));
    }
    try {
      var current = request;
      for (var redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
        require(check, current, redirects > 0);
        requireValid(current);
        var response = exchange(current, deadlineNanos);
        if (!Redirect.isRedirect(response)) {
          return response;
        }
        current = Redirect.follow(current, response);
      }
      throw new IOException(
          "'%s' redirects more than %d times.".formatted(request.uri().getHost(), REDIRECTS_MAX));
    } finally {
      permits.release();
    }
  }

  private static void require(RequestCheck check, Request request, boolean isRedirect)
      throws IOException {
    try {
      check.require(request);
    } catch (IOException refused) {
      throw isRedirect
          ? new IOException(
              "Redirected to '%s'. %s".formatted(request.uri(), refused.getMessage()), refused)
          : refused;
    }
  }

  private Response exchange(Request request, long deadlineNanos)
      throws IOException, InterruptedException {
    var host = request.uri().getHost().replaceAll("[\\[\\]]|\\.$", "");
    var connecting = connector.request(client, options(request));
    try {
      var received = connecting.compose(connected -> send(connected, request));
      return ResponseBody.decode(await(received, host, deadlineNanos), request.responseBytesMax());
    } finally {
      connecting.onSuccess(HttpClientRequest::reset);
    }
  }

  private static void requireValid(Request request) throws IOException {
    var uri = request.uri();
    if (!isHttp(uri)) {
      throw new IOException("Only http and https addresses can be requested.");
    }
    if (String.valueOf(uri.getRawAuthority()).contains("@")) {
      throw new IOException("The address must not contain a user name or password.");
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw new IOException("The address has no valid host or port: " + uri.getRawAuthority());
    }
    if (!METHODS.contains(request.method())) {
      throw new IOException("The method must be one of " + String.join(", ", METHODS) + ".");
    }
    for (var name : request.headers().keySet()) {
      if (CONNECTION_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IOException("The header '" + name + "' cannot be set.");
      }
    }
  }

  private static boolean isHttp(URI uri) {
    return "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
  }

  private static RequestOptions options(Request request) throws IOException {
    var uri = request.uri();
    var ssl = uri.getScheme().equalsIgnoreCase("https");
    var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.method()))
            .setSsl(ssl)
            .setHost(uri.getHost())
            .setPort(uri.getPort() > 0 ? uri.getPort() : ssl ? 443 : 80)
            .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    options.putHeader("user-agent", "loom").putHeader("accept-encoding", "gzip");
    try {
      request.headers().forEach(options::putHeader);
    } catch (IllegalArgumentException _) {
      throw new IOException("A header has an invalid name or value.");
    }
    return options;
  }

  private static Future<Response> send(HttpClientRequest connected, Request request) {
    var sent =
        request.body().length == 0
            ? connected.send()
            : connected.send(Buffer.buffer(request.body()));
    return sent.compose(response -> receive(response, request));
  }

  /// Collects the body up to its limit; then the caller resets the request.
  private static Future<Response> receive(HttpClientResponse response, Request request) {
    Promise<Boolean> truncated = Promise.promise();
    var body = Buffer.buffer();
    response.exceptionHandler(truncated::tryFail);
    response.endHandler(_ -> truncated.tryComplete(false));
    response.handler(
        chunk -> {
          var space = request.responseBytesMax() - body.length();
          body.appendBuffer(chunk, 0, Math.min(chunk.length(), space));
          if (chunk.length() > space) {
            truncated.tryComplete(true);
          }
        });
    return truncated
        .future()
        .map(
            isTruncated ->
                new Response(
                    response.statusCode(),
                    request.uri(),
                    headers(response),
                    body.getBytes(),
                    isTruncated));
  }

  private static Map<String, List<String>> headers(HttpClientResponse response) {
    return response.headers().entries().stream()
        .collect(
            Collectors.groupingBy(
                header -> header.getKey().toLowerCase(Locale.ROOT),
                Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  private static <T> T await(Future<T> future, String host, long deadlineNanos)
      throws IOException, InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new IOException("'" + host + "' did not answer in time.");
    } catch (ExecutionException failure) {
      var cause = failure.getCause();
      if (cause instanceof AddressPolicy.RefusedException refused) {
        throw refused;
      }
      throw new IOException(
          cause instanceof UnknownHostException
              ? "The host '" + host + "' was not found."
              : "The request to '"
                  + host
                  + "' failed: "
                  + Objects.requireNonNullElse(cause.getMessage(), cause.toString()),
          cause);
    }
  }
}
