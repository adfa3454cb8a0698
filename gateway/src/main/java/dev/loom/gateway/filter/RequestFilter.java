package dev.loom.gateway.filter;

import dev.loom.bus.secret.AccessToken;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.response.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/// Filters all requests before routing. Rejects requests with a foreign `Host` or `Origin`, bodies
/// that are not declared as JSON and, with `server.require_token`, changing requests without the
/// token.
public final class RequestFilter implements Handler<HttpServerRequest> {
  private static final Pattern JSON =
      Pattern.compile(
          "(?i)application/json\\s*(;\\s*+(charset\\s*=\\s*\"?utf-?8\"?|(?!charset)[^;]*)\\s*)*");

  private static final Pattern ABSOLUTE_TARGET = Pattern.compile("(?i)http://([^/?#]+)/.*");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final Problem INVALID_TARGET =
      Problem.malformed("The request target must be a path such as /tasks, or a whole URL.");
  private static final Problem HOST_REQUIRED =
      Problem.malformed("A request must have exactly one Host header.");
  private static final Problem HOST_NOT_ALLOWED =
      Problem.permanent(
          421,
          "host_not_allowed",
          "This server does not accept that Host name; use 127.0.0.1 or localhost, with any port,"
              + " or add the name to server.allowed_hosts.");
  private static final Problem CROSS_SITE =
      Problem.permanent(
          403, "cross_site", "Pages of other sites may not send requests to this server.");
  private static final Problem ORIGIN_NOT_ALLOWED =
      Problem.permanent(
          403,
          "origin_not_allowed",
          "Pages of that origin may not send requests to this server; add a trusted origin"
              + " to server.allowed_origins.");

  private static final Problem TOKEN_REQUIRED =
      Problem.permanent(
          401,
          "token_required",
          "This request needs the header 'Authorization: Bearer TOKEN' with the token from the"
              + " file 'token' in the engine's home, because server.require_token is set. The"
              + " loom command sends it; for an engine of another home, set LOOM_TOKEN.");

  private static final Problem ENCODED_BODY =
      unsupported("A request body must not have a Content-Encoding.");
  private static final Problem NOT_JSON =
      unsupported("A request body must have Content-Type: application/json, in UTF-8.");

  private final AllowedHosts hosts;
  private final Optional<AccessToken> requiredToken;
  private final ConnectionDeadlines deadlines = new ConnectionDeadlines();
  private final Router router;

  /// @param port port of this server, known once it listens
  /// @param token token of the engine's home
  /// @param router router behind this filter
  public RequestFilter(ServerConfig server, IntSupplier port, AccessToken token, Router router) {
    var access = server.access();
    this.hosts = new AllowedHosts(port, access.allowedHosts(), access.allowedOrigins());
    this.requiredToken = access.requireToken() ? Optional.of(token) : Optional.empty();
    this.router = router;
  }

  /// Tracks the deadlines of a new connection.
  public void onConnection(HttpConnection connection) {
    deadlines.onOpened(connection, nowMillis());
  }

  /// Closes connections that missed a deadline. Called once per second.
  public void sweep() {
    deadlines.sweep(nowMillis());
  }

  /// Responds to requests that the HTTP parser rejects, for example because of a too long head.
  public static void handleInvalid(HttpServerRequest request) {
    var problem =
        switch (String.valueOf(request.decoderResult().cause())) {
          case String cause when cause.contains("TooLongHttpLine") ->
              Problem.permanent(414, "uri_too_long", "The request line is too long.");
          case String cause when cause.contains("TooLongHttpHeader") ->
              Problem.permanent(
                  431, "header_too_large", "The request header fields are too large.");
          default -> Problem.malformed("This is not a well-formed HTTP request.");
        };
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    problem.send(request.response());
    request.connection().close();
  }

  @Override
  public void handle(HttpServerRequest request) {
    var hasBody = hasBody(request);
    trackDeadlines(request, hasBody);
    var response = request.response();
    response
        .putHeader(HttpHeaders.DATE, DATE.format(Instant.now()))
        .putHeader("x-content-type-options", "nosniff")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    try {
      requireTarget(request);
      requireOrigin(request);
      requireToken(request);
      if (hasBody) {
        requireBody(request);
      }
    } catch (Problem problem) {
      problem.send(response);
      return;
    }
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null) {
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
          .putHeader(
              HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
              "idempotency-replayed, link, location, preference-applied, retry-after")
          .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      if (isPreflight(request)) {
        sendPreflight(response);
        return;
      }
    }
    router.handle(request);
  }

  private static boolean hasBody(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && !"0".equals(length)
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private void trackDeadlines(HttpServerRequest request, boolean hasBody) {
    var connection = request.connection();
    deadlines.onRequestHead(connection, hasBody, nowMillis());
    request.response().endHandler(ignored -> deadlines.onResponseEnd(connection, nowMillis()));
    if (hasBody) {
      request.end().onComplete(ignored -> deadlines.onBodyEnd(connection, nowMillis()));
    }
  }

  private void requireTarget(HttpServerRequest request) {
    var values = request.headers().getAll(HttpHeaders.HOST);
    require(values.size() == 1, HOST_REQUIRED);
    require(hosts.contains(values.getFirst()), HOST_NOT_ALLOWED);
    if (!request.uri().startsWith("/")) {
      // RFC 9112, 3.2.2: clients behind a proxy setting send the whole URL.
      var url = ABSOLUTE_TARGET.matcher(request.uri());
      require(url.matches(), INVALID_TARGET);
      require(hosts.contains(url.group(1)), HOST_NOT_ALLOWED);
    }
  }

  /// Rejects foreign origins. A request without an origin is rejected if the browser marks it as
  /// cross-site; a request with an allowed origin is accepted even if it is cross-site.
  private void requireOrigin(HttpServerRequest request) {
    var values = request.headers().getAll(HttpHeaders.ORIGIN);
    if (values.isEmpty()) {
      require(!"cross-site".equalsIgnoreCase(request.getHeader("sec-fetch-site")), CROSS_SITE);
    } else {
      require(
          values.size() == 1
              && hosts.containsOrigin(values.getFirst(), request.getHeader(HttpHeaders.HOST)),
          ORIGIN_NOT_ALLOWED);
    }
  }

  private void requireToken(HttpServerRequest request) {
    if (requiredToken.isPresent() && !ToolClients.READING.contains(request.method())) {
      var values = request.headers().getAll(HttpHeaders.AUTHORIZATION);
      if (values.size() != 1 || !requiredToken.get().isIn(values.getFirst())) {
        request.response().putHeader("www-authenticate", "Bearer realm=\"loom\"");
        throw TOKEN_REQUIRED;
      }
    }
  }

  private static void requireBody(HttpServerRequest request) {
    var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    require(encoding == null || "identity".equalsIgnoreCase(encoding), ENCODED_BODY);
    var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    require(type != null && JSON.matcher(type.strip()).matches(), NOT_JSON);
  }

  private static void require(boolean condition, Problem problem) {
    if (!condition) {
      throw problem;
    }
  }

  private static Problem unsupported(String detail) {
    return Problem.permanent(415, "unsupported_media_type", detail);
  }

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method() == HttpMethod.OPTIONS
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  private static void sendPreflight(HttpServerResponse response) {
    response
        .setStatusCode(204)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PATCH, DELETE")
        .putHeader(
            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, last-event-id, idempotency-key, prefer")
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600")
        .end();
  }

  /// Returns the monotonic clock.
  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
