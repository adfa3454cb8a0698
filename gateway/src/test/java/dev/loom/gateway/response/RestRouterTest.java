package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Bus;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    new RestRouter(router, Bus.on(vertx))
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

  /// Node's `fetch` fails on an unsolicited 100, Python's http.client on any other interim
  /// response.
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  void nothingIsSentWhileTheReplyIsPending(String version) throws Exception {
    var text = raw(version);
    assertTrue(text.startsWith(version + " 200 OK\r\n"), text);
    assertTrue(text.endsWith("here it is"), text);
  }
}
