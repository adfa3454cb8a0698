package dev.loom.gateway.stream;

import dev.loom.bus.Bus;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.FakeBackend;
import dev.loom.gateway.response.ProblemHandler;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Runs the stream routes on a free port with access to their internals.
final class StreamTestServer implements AutoCloseable {
  private static final long WAIT_NANOS_MAX = 20_000_000_000L;

  final Vertx vertx = Vertx.vertx();
  final FakeBackend backend = FakeBackend.start(vertx);
  private final Context context = vertx.getOrCreateContext();
  private final AtomicInteger connections = new AtomicInteger();
  private StreamRoutes routes;
  private final HttpServer server;

  StreamTestServer(int streamsMax, int stallSeconds, int stuckSeconds) {
    var defaults = ServerConfig.defaults();
    var config =
        new ServerConfig(
            defaults.host(),
            0,
            defaults.access(),
            defaults.requestBytesMax(),
            streamsMax,
            stallSeconds,
            defaults.planWaitSeconds(),
            defaults.webhooks());
    var opened = new CompletableFuture<HttpServer>();
    context.runOnContext(
        ignored -> {
          routes = new StreamRoutes(vertx, Bus.on(vertx), config);
          var router = Router.router(vertx);
          new ProblemHandler(router, 1_024).mount();
          routes.mount(new RestRouter(router, Bus.on(vertx)));
          vertx.setPeriodic(100, tick -> routes.sweep());
          vertx
              .createHttpServer(new HttpServerOptions().setWriteIdleTimeout(stuckSeconds))
              .requestHandler(router)
              .connectionHandler(
                  connection -> {
                    connections.incrementAndGet();
                    connection.closeHandler(closed -> connections.decrementAndGet());
                  })
              .listen(0, "127.0.0.1")
              .onComplete(opened::complete, opened::completeExceptionally);
        });
    server = opened.join();
  }

  int port() {
    return server.actualPort();
  }

  int readerCount() {
    return onEventLoop(routes::readerCount);
  }

  int connections() {
    return connections.get();
  }

  int subscribedTasks() {
    return onEventLoop(routes::subscribedTasks);
  }

  long queuedBytes() {
    return onEventLoop(routes::queuedBytes);
  }

  private <T> T onEventLoop(Supplier<T> look) {
    var seen = new CompletableFuture<T>();
    context.runOnContext(ignored -> seen.complete(look.get()));
    return seen.join();
  }

  /// Waits for a condition; fails after a timeout.
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    var start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > WAIT_NANOS_MAX) {
        throw new AssertionError("never: " + what);
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
