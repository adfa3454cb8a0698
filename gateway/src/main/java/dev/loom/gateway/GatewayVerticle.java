package dev.loom.gateway;

import dev.loom.bus.Bus;
import dev.loom.bus.http.OwnPort;
import dev.loom.bus.secret.AccessToken;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.filter.RequestFilter;
import dev.loom.gateway.filter.ToolClients;
import dev.loom.gateway.response.ProblemHandler;
import dev.loom.gateway.response.RestRouter;
import dev.loom.gateway.rest.CatalogueRoutes;
import dev.loom.gateway.rest.ChangeRoutes;
import dev.loom.gateway.rest.ControlRoutes;
import dev.loom.gateway.rest.EngineProcess;
import dev.loom.gateway.rest.EngineRoutes;
import dev.loom.gateway.rest.PatternRoutes;
import dev.loom.gateway.rest.SubmitRoutes;
import dev.loom.gateway.rest.SystemRoutes;
import dev.loom.gateway.rest.TaskRoutes;
import dev.loom.gateway.stream.EventRoutes;
import dev.loom.gateway.stream.StreamRoutes;
import dev.loom.gateway.webhook.WebhookVerticle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.BindException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Starts the HTTP server with all routes. Runs on an event loop.
///
/// Binds only to a loopback address, because reading needs no authentication.
public final class GatewayVerticle extends VerticleBase {
  private static final int HEAD_BYTES_MAX = 8 * 1024;
  private static final int REQUEST_LINE_BYTES_MAX = 4 * 1024;
  private static final int BACKLOG = 1_024;

  /// Longest time without a write on a healthy connection: the idle time before a request and the
  /// time until its response, which is the plan's or, for `GET /doctor`, ten minutes.
  private static final int IDLE_SECONDS_MAX = 75;

  private static final int RESPONSE_SECONDS_MAX = 600;

  /// Grace period for pending responses at shutdown.
  private static final long DRAIN_MILLIS_MAX = 500;

  private static final long SWEEP_MILLIS = 1_000;

  private final LoomConfig config;
  private final ServerConfig serverConfig;
  private final String version;
  private final AccessToken token;
  private final EngineProcess process;
  private volatile HttpServer server;
  private volatile Router router;
  private StreamRoutes streams;
  private EngineRoutes engine;

  /// @param config configuration of the whole engine; `GET /config` shows the public part
  /// @param version engine version shown to clients
  /// @param token token of the engine's home
  public GatewayVerticle(
      LoomConfig config, String version, AccessToken token, EngineProcess process) {
    this.process = Objects.requireNonNull(process, "process");
    this.config = Objects.requireNonNull(config, "config");
    this.serverConfig = config.server();
    this.version = Objects.requireNonNull(version, "version");
    this.token = Objects.requireNonNull(token, "token");
  }

  /// Returns the bound port after the start. It differs from the configured port if that is 0.
  public int port() {
    return server.actualPort();
  }

  /// Returns the router behind the request filter.
  Router router() {
    return router;
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    router = Router.router(vertx);
    streams = new StreamRoutes(vertx, bus, serverConfig);
    engine =
        new EngineRoutes(
            bus, process, streams::readerCount, Duration.ofSeconds(serverConfig.idleExitSeconds()));
    server = vertx.createHttpServer(options());
    var filter = new RequestFilter(serverConfig, server::actualPort, token, router);
    mount(bus);
    vertx.setPeriodic(
        SWEEP_MILLIS,
        ignored -> {
          filter.sweep();
          streams.sweep();
          engine.sweep();
        });
    return server
        .requestHandler(filter)
        .connectionHandler(filter::onConnection)
        .invalidRequestHandler(RequestFilter::handleInvalid)
        .listen()
        .onSuccess(listening -> OwnPort.publish(vertx, listening.actualPort()))
        .recover(failure -> Future.failedFuture(listenError(failure)));
  }

  /// Stops accepting connections and lets pending responses finish: the engine may be closing
  /// because of the request that is being served. Ends open streams; their clients reconnect.
  @Override
  public Future<?> stop() {
    if (server == null) {
      return Future.succeededFuture();
    }
    streams.endAll();
    return server.shutdown(DRAIN_MILLIS_MAX, TimeUnit.MILLISECONDS);
  }

  private void mount(Bus bus) {
    new ProblemHandler(router, serverConfig.requestBytesMax()).mount();
    router.route().handler(engine::onRequest);
    router.route().handler(BodyHandler.create(false).setBodyLimit(serverConfig.requestBytesMax()));
    router.route().handler(new ToolClients(vertx));
    var rest = new RestRouter(router, bus);
    new SubmitRoutes(bus, config, WebhookVerticle.hosts(serverConfig.webhooks(), vertx))
        .mount(rest);
    new TaskRoutes(bus).mount(rest);
    streams.mount(rest);
    new EventRoutes(bus).mount(rest);
    new ControlRoutes(bus).mount(rest);
    new ChangeRoutes(bus).mount(rest);
    new PatternRoutes(bus).mount(rest);
    engine.mount(rest);
    new CatalogueRoutes(bus).mount(rest);
    new SystemRoutes(router, bus, config, server::actualPort, version).mount(rest);
  }

  /// Returns the server options. [dev.loom.gateway.filter.ConnectionDeadlines] replaces read
  /// timeouts, which a client could reset with single bytes. The write timeout closes a connection
  /// whose client stops reading; it is longer than any regular pause between writes, because it
  /// also runs while a response is pending. Interim responses would prevent that, but each kind of
  /// them breaks some client: `fetch` of Node rejects an unsolicited 100, Python's http.client any
  /// other.
  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(serverConfig.host())
        .setPort(serverConfig.port())
        .setAcceptBacklog(BACKLOG)
        .setWriteIdleTimeout(writeIdleSeconds(serverConfig))
        .setMaxHeaderSize(HEAD_BYTES_MAX)
        .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
        .setHttp2ClearTextEnabled(false)
        .setDecompressionSupported(false);
  }

  static int writeIdleSeconds(ServerConfig server) {
    var response = Math.max(RESPONSE_SECONDS_MAX, server.planWaitSeconds());
    return IDLE_SECONDS_MAX + Math.max(response, server.streamStallSeconds());
  }

  private String listenError(Throwable failure) {
    var where = "Cannot listen on " + serverConfig.host() + ":" + serverConfig.port();
    return failure instanceof BindException
        ? where
            + ", which is in use or not allowed; set server.port to another port, or to 0 for"
            + " any free one."
        : where + " (server.host, server.port): " + failure.getMessage();
  }
}
