package dev.loom.bench;

import dev.loom.engine.EngineVertx;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.CountDownLatch;

/// Minimal HTTP proxy between a model and a client: forwards every byte without parsing. Baseline
/// for the latency that Loom adds to a token.
public final class PassThroughProxy {
  private static final int STREAMS_MAX = 2_000;

  private PassThroughProxy() {}

  /// Starts the proxy on a free port and prints its address.
  ///
  /// @param arguments loopback port of the model
  public static void main(String[] arguments) throws InterruptedException {
    int upstream = Integer.parseInt(arguments[0]);
    var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EngineVertx.EVENT_LOOPS));
    var client =
        vertx.createHttpClient(
            new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(upstream),
            new PoolOptions().setHttp1MaxSize(STREAMS_MAX));
    var server =
        vertx
            .createHttpServer()
            .requestHandler(request -> forward(client, request))
            .listen(0, "127.0.0.1")
            .await();
    System.out.println("http://127.0.0.1:" + server.actualPort());
    new CountDownLatch(1).await();
  }

  private static void forward(HttpClient client, HttpServerRequest request) {
    request
        .body()
        .compose(
            body ->
                client
                    .request(HttpMethod.POST, request.uri())
                    .compose(
                        upstreamRequest ->
                            upstreamRequest
                                .putHeader("content-type", "application/json")
                                .send(body)))
        .onSuccess(
            upstreamResponse ->
                upstreamResponse.pipeTo(
                    request
                        .response()
                        .setChunked(true)
                        .putHeader("content-type", "text/event-stream")))
        .onFailure(failed -> request.response().setStatusCode(502).end());
  }
}
