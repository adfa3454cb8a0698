package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RestRouterTest {
  private static final int ROUNDS = 3;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /// Starts a server whose response takes several intervals.
  private int serve() {
    var router = Router.router(vertx);
    new RestRouter(vertx, router, 20)
        .get(
            "/",
            request -> {
              Promise<Buffer> late = Promise.promise();
              var rounds = new AtomicInteger();
              var timer = vertx.setPeriodic(20, id -> tick(rounds, late));
              return late.future().onComplete(ignored -> vertx.cancelTimer(timer));
            });
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .await()
        .actualPort();
  }

  private static void tick(AtomicInteger rounds, Promise<Buffer> late) {
    if (rounds.incrementAndGet() > ROUNDS) {
      late.tryComplete(Buffer.buffer("here it is"));
    }
  }

  private String raw(String version) throws Exception {
    try (var socket = new Socket("127.0.0.1", serve())) {
      var request = "GET / " + version + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void interimResponsesAreSentWhileTheReplyIsPending() throws Exception {
    var text = raw("HTTP/1.1");
    assertTrue(text.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"), text);
    assertTrue(text.contains("HTTP/1.1 200 OK\r\n"), text);
    assertTrue(text.endsWith("here it is"), text);
  }

  @Test
  void anHttp10ClientGetsNoInterimResponse() throws Exception {
    var text = raw("HTTP/1.0");
    assertTrue(text.startsWith("HTTP/1.0 200 OK\r\n"), text);
  }

  @Test
  void anHttpClientIgnoresInterimResponses() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + serve() + "/")).build();
      var response = client.send(request, BodyHandlers.ofString());
      assertEquals(200, response.statusCode());
      assertEquals("here it is", response.body());
    }
  }
}
