package dev.loom.gateway;

import dev.loom.bus.Bus;
import dev.loom.gateway.response.ProblemHandler;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/// Serves a router of a test on a free port, with problem documents for failures.
public final class RouterServer implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final int port;

  /// @param bodyBytesMax limit of request bodies
  /// @param routes mounts the routes
  public RouterServer(int bodyBytesMax, Consumer<RestRouter> routes) {
    var router = Router.router(vertx);
    new ProblemHandler(router, bodyBytesMax).mount();
    router.route().handler(BodyHandler.create(false).setBodyLimit(bodyBytesMax));
    routes.accept(new RestRouter(router, Bus.on(vertx)));
    var server = vertx.createHttpServer().requestHandler(router);
    port = server.listen(0, "127.0.0.1").await().actualPort();
  }

  /// Serves at a path, to `GET`, the text of what a function reads from a request.
  public static RouterServer ofText(
      String path, Function<RestRequest, ?> read, String... parameters) {
    return new RouterServer(
        100_000, router -> router.get(path, request -> text(read.apply(request)), parameters));
  }

  /// Returns a response body of plain text.
  public static Future<Buffer> text(Object text) {
    return Future.succeededFuture(Buffer.buffer(text.toString()));
  }

  /// Sends a `GET` request with further header lines.
  public RawHttp.Response get(String target, String... headers) throws IOException {
    return send("GET " + target, String.join("", lines(headers)));
  }

  /// Sends a `POST` request to `/` with a body of ISO-8859-1 bytes.
  public RawHttp.Response post(String body) throws IOException {
    return send("POST /", "Content-Length: " + body.length() + "\r\n", body);
  }

  /// Sends a request line without version, header lines and an optional body.
  public RawHttp.Response send(String line, String headers, String... body) throws IOException {
    var head = line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
    return RawHttp.send(port, head + String.join("", body));
  }

  private static String[] lines(String... headers) {
    var lines = new String[headers.length];
    for (var i = 0; i < headers.length; i++) {
      lines[i] = headers[i] + "\r\n";
    }
    return lines;
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
