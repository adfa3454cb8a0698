package dev.loom.tools.egress;

import dev.loom.bus.http.AddressPolicy;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// An HTTP proxy of one process, on a Unix socket. It opens tunnels (`CONNECT`) and forwards plain
/// requests to the hosts that the request line names, if they are listed and their addresses
/// allowed. Each connection serves one request. Thread-safe.
public final class SandboxProxy implements AutoCloseable {
  /// Port of the relay to this proxy, on the loopback address that the process sees.
  public static final int PORT = 3128;

  private static final String LOOPBACK = "localhost,127.0.0.1,::1,.localhost";
  private static final String JAVA_OPTIONS =
      "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=3128 -Dhttps.proxyHost=127.0.0.1"
          + " -Dhttps.proxyPort=3128 -Dhttp.nonProxyHosts=localhost|127.*|[::1]|*.localhost";

  static final int CONNECTIONS_MAX = 64;
  private static final long HEAD_MILLIS_MAX = 10_000;
  private static final long LISTEN_SECONDS_MAX = 10;
  private static final int REFUSED_MAX = 10;
  private static final int FORBIDDEN = 403;
  private static final int BAD_GATEWAY = 502;

  private static final Logger LOG = System.getLogger(SandboxProxy.class.getName());

  /// Headers that concern one connection, or that the request line decides.
  private static final List<String> CONNECTION_HEADERS =
      List.of(
          "connection",
          "proxy-connection",
          "proxy-authorization",
          "proxy-authenticate",
          "keep-alive",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "host");

  private final SandboxProxies shared;
  private final Path socket;
  private final HttpServer server;
  private final AtomicInteger connections = new AtomicInteger();

  /// Connections whose request has not arrived.
  private final Set<HttpConnection> silent = ConcurrentHashMap.newKeySet();

  private final Set<String> refused = Collections.synchronizedSet(new LinkedHashSet<>());

  private SandboxProxy(SandboxProxies shared, Path socket) {
    this.shared = shared;
    this.socket = socket;
    this.server =
        shared
            .vertx()
            .createHttpServer(
                new HttpServerOptions()
                    .setIdleTimeout(SandboxProxies.IDLE_SECONDS_MAX)
                    .setMaxHeaderSize(SandboxProxies.HEAD_BYTES_MAX)
                    .setMaxInitialLineLength(SandboxProxies.HEAD_BYTES_MAX)
                    .setHandle100ContinueAutomatically(true)
                    .setHttp2ClearTextEnabled(false))
            .connectionHandler(this::limit)
            .requestHandler(this::handle);
  }

  static SandboxProxy listen(SandboxProxies shared, Path socket)
      throws IOException, InterruptedException {
    var proxy = new SandboxProxy(shared, socket);
    try {
      proxy
          .server
          .listen(SocketAddress.domainSocketAddress(socket.toString()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS);
      return proxy;
    } catch (ExecutionException | TimeoutException failure) {
      proxy.close();
      throw new IOException("The proxy of the sandbox cannot listen at " + socket, failure);
    }
  }

  /// Returns the Unix socket.
  public Path socket() {
    return socket;
  }

  /// Returns the variables by which programs find the relay.
  public static Map<String, String> environment() {
    var variables = new HashMap<String, String>();
    var address = "http://127.0.0.1:" + PORT;
    Map.of("HTTP", address, "HTTPS", address, "ALL", address, "NO", LOOPBACK)
        .forEach(
            (name, value) -> {
              variables.put(name + "_PROXY", value);
              variables.put((name + "_PROXY").toLowerCase(Locale.ROOT), value);
            });
    variables.put("JAVA_TOOL_OPTIONS", JAVA_OPTIONS);
    return variables;
  }

  /// Returns the hosts with ports that were refused, at most ten.
  public List<String> refused() {
    synchronized (refused) {
      return List.copyOf(refused);
    }
  }

  /// Closes a connection whose request does not arrive, and those beyond the limit.
  private void limit(HttpConnection connection) {
    connection.closeHandler(
        _ -> {
          connections.decrementAndGet();
          silent.remove(connection);
        });
    if (connections.incrementAndGet() > CONNECTIONS_MAX) {
      connection.close();
      return;
    }
    silent.add(connection);
    shared
        .vertx()
        .setTimer(
            HEAD_MILLIS_MAX,
            _ -> {
              if (silent.remove(connection)) {
                connection.close();
              }
            });
  }

  private void handle(HttpServerRequest request) {
    silent.remove(request.connection());
    request.pause();
    boolean tunnels = request.method().equals(HttpMethod.CONNECT);
    ProxyTarget target;
    try {
      target = ProxyTarget.parse(request.uri(), tunnels);
    } catch (IllegalArgumentException invalid) {
      refuse(request, 400, "The request is refused: " + invalid.getMessage() + ".");
      return;
    }
    if (!shared.include(target)) {
      refuse(request, target, "it is not listed in tools.sandbox_hosts");
    } else if (tunnels) {
      tunnel(request, target).onFailure(failure -> refuse(request, target, failure));
    } else {
      forward(request, target).onFailure(failure -> refuse(request, target, failure));
    }
  }

  private Future<?> tunnel(HttpServerRequest request, ProxyTarget target) {
    return shared
        .connector()
        .connect(target.host(), target.port(), address -> shared.tunnels().connect(address))
        .compose(
            remote -> {
              remote.pause();
              request.resume();
              return request
                  .toNetSocket()
                  .onSuccess(local -> connect(local, remote))
                  .onFailure(_ -> remote.close());
            });
  }

  private static void connect(NetSocket local, NetSocket remote) {
    local.pipeTo(remote).onComplete(_ -> remote.close());
    remote.pipeTo(local).onComplete(_ -> local.close());
  }

  private Future<?> forward(HttpServerRequest request, ProxyTarget target) {
    var options =
        new RequestOptions()
            .setMethod(request.method())
            .setHost(target.host())
            .setPort(target.port())
            .setURI(target.path());
    return shared
        .connector()
        .request(shared.requests(), options)
        .compose(remote -> send(request, remote))
        .compose(response -> answer(request.response(), response))
        .onSuccess(_ -> request.connection().close());
  }

  private static Future<HttpClientResponse> send(
      HttpServerRequest request, HttpClientRequest remote) {
    request.response().closeHandler(_ -> remote.reset());
    copy(request.headers(), remote.headers());
    var headers = request.headers();
    return headers.contains(HttpHeaders.CONTENT_LENGTH)
            || headers.contains(HttpHeaders.TRANSFER_ENCODING)
        ? remote.send(request)
        : remote.send();
  }

  private static Future<Void> answer(HttpServerResponse local, HttpClientResponse remote) {
    local.setStatusCode(remote.statusCode());
    copy(remote.headers(), local.headers());
    local.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    return local.send(remote);
  }

  private static void copy(MultiMap from, MultiMap to) {
    var kept = MultiMap.caseInsensitiveMultiMap().addAll(from);
    CONNECTION_HEADERS.forEach(kept::remove);
    for (var names : from.getAll(HttpHeaders.CONNECTION)) {
      List.of(names.split("[ ,]+")).forEach(kept::remove);
    }
    to.addAll(kept);
  }

  private void refuse(HttpServerRequest request, ProxyTarget target, Throwable failure) {
    if (failure instanceof AddressPolicy.RefusedException) {
      refuse(request, target, failure.getMessage());
    } else {
      refuse(request, BAD_GATEWAY, "'" + target.host() + "' cannot be reached.");
    }
  }

  private void refuse(HttpServerRequest request, ProxyTarget target, String reason) {
    var host = target.host() + ":" + target.port();
    if (refused.size() < REFUSED_MAX && refused.add(host)) {
      LOG.log(Level.INFO, "A process in the sandbox was refused {0}: {1}", host, reason);
    }
    refuse(request, FORBIDDEN, "The request to '" + host + "' is refused: " + reason + ".");
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    var response = request.response();
    if (!response.headWritten()) {
      response
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain")
          .end(message + "\n")
          .onComplete(_ -> request.connection().close());
    } else {
      request.connection().close();
    }
  }

  /// Closes the proxy and all its connections.
  @Override
  public void close() {
    server.close();
    try {
      Files.deleteIfExists(socket);
    } catch (IOException ignored) {
      // Deleted when the engine starts the next time.
    }
  }
}
