package dev.loom.gateway.webhook;

import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.http.GuardedConnector;
import dev.loom.bus.http.HostAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Posts JSON to user-supplied URLs of hosts that a policy allows. Follows no redirects and ignores
/// response bodies.
final class WebhookClient {
  private static final int CONNECT_MILLIS_MAX = 5_000;
  private static final int CONNECTIONS_MAX = 8;
  private static final int HEAD_BYTES_MAX = 8_192;

  private static final long RESPONSE_MILLIS_MAX = 10_000;

  private final HttpClient client;
  private final GuardedConnector connector;
  private final long responseMillisMax;
  private final String userAgent;
  private final Optional<WebhookSigner> secret;

  /// A receiver's response.
  ///
  /// @param retryAfter the wait it asks for, zero if none; a date is not read
  record Response(int status, Duration retryAfter) {}

  WebhookClient(Vertx vertx, String version, Optional<WebhookSigner> secret, AddressPolicy policy) {
    this(vertx, version, secret, policy, RESPONSE_MILLIS_MAX);
  }

  WebhookClient(
      Vertx vertx,
      String version,
      Optional<WebhookSigner> secret,
      AddressPolicy policy,
      long responseMillisMax) {
    this.connector = new GuardedConnector(vertx, policy, HostAddresses::resolve);
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(CONNECT_MILLIS_MAX)
                .setMaxHeaderSize(HEAD_BYTES_MAX)
                .setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
    this.responseMillisMax = responseMillisMax;
    this.userAgent = "loom/" + version;
    this.secret = secret;
  }

  /// Returns the authority of a URL, used to limit concurrent posts per host.
  static String hostOf(String url) {
    try {
      return String.valueOf(new URI(url).getAuthority()).toLowerCase(Locale.ROOT);
    } catch (URISyntaxException ignored) {
      return "";
    }
  }

  /// Posts JSON.
  ///
  /// @param id webhook id, equal for all delivery attempts, so that the receiver can detect
  ///   duplicates
  /// @param timestampSeconds current time, so that the receiver can reject replayed posts
  /// @return the response; fails on a timeout or a connection error
  Future<Response> post(String url, String id, long timestampSeconds, String json) {
    try {
      var options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setAbsoluteURI(url)
              .setFollowRedirects(false)
              .setConnectTimeout(CONNECT_MILLIS_MAX);
      return connector
          .request(client, options)
          .compose(request -> send(request, id, timestampSeconds, json));
    } catch (RuntimeException failure) {
      // Vert.x throws for a URL that it cannot parse and for a port out of range.
      return Future.failedFuture("invalid URL: " + failure.getMessage());
    }
  }

  private Future<Response> send(
      HttpClientRequest request, String id, long timestampSeconds, String json) {
    // Errors reach the caller through the response; without a handler they are logged as severe.
    request.exceptionHandler(ignored -> {});
    secret.ifPresent(
        key -> request.putHeader("webhook-signature", key.sign(id, timestampSeconds, json)));
    return request
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.USER_AGENT, userAgent)
        .putHeader("webhook-id", id)
        .putHeader("webhook-timestamp", Long.toString(timestampSeconds))
        .send(Buffer.buffer(json))
        .map(WebhookClient::read)
        .timeout(responseMillisMax, TimeUnit.MILLISECONDS)
        .onComplete(ignored -> request.reset());
  }

  /// Ignores errors of the response body, because the request is reset after the head.
  private static Response read(HttpClientResponse response) {
    response.exceptionHandler(ignored -> {});
    var wait = Objects.toString(response.getHeader(HttpHeaders.RETRY_AFTER), "").strip();
    return new Response(
        response.statusCode(),
        wait.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(wait)) : Duration.ZERO);
  }
}
