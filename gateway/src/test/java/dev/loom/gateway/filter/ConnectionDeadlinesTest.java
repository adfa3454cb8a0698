package dev.loom.gateway.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Uses real connections and a simulated clock.
@Timeout(60)
class ConnectionDeadlinesTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ConnectionDeadlines deadlines = new ConnectionDeadlines();
  private final LinkedBlockingQueue<HttpConnection> opened = new LinkedBlockingQueue<>();
  private Socket socket;
  private HttpConnection connection;

  @BeforeEach
  void open() throws Exception {
    var port = new CompletableFuture<Integer>();
    context.runOnContext(
        ignored ->
            vertx
                .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(request -> {})
                .connectionHandler(
                    each -> {
                      deadlines.onOpened(each, 0);
                      opened.add(each);
                    })
                .listen(0, "127.0.0.1")
                .onComplete(
                    server -> port.complete(server.actualPort()), port::completeExceptionally));
    socket = new Socket("127.0.0.1", port.join());
    connection = opened.poll(20, TimeUnit.SECONDS);
    assertNotNull(connection, "no connection before its first byte");
  }

  @AfterEach
  void close() throws Exception {
    socket.close();
    vertx.close().await();
  }

  private void inside(Runnable action) {
    var done = new CompletableFuture<Void>();
    context.runOnContext(
        ignored -> {
          action.run();
          done.complete(null);
        });
    done.join();
  }

  private void assertOpenAt(long millis) throws Exception {
    inside(() -> deadlines.sweep(millis));
    socket.setSoTimeout(100);
    assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
  }

  private void assertClosedAt(long millis) throws Exception {
    inside(() -> deadlines.sweep(millis));
    socket.setSoTimeout(20_000);
    assertEquals(-1, socket.getInputStream().read());
  }

  @Test
  void aRequestHeadIsDueInTenSecondsHoweverManyBytesOfItCome() throws Exception {
    for (var second = 1; second < 10; second++) {
      socket.getOutputStream().write('G');
      assertOpenAt(second * 1_000);
    }
    assertClosedAt(10_000);
  }

  @Test
  void aBodyIsDueInThirtySeconds() throws Exception {
    inside(() -> deadlines.onRequestHead(connection, true, 5_000));
    assertOpenAt(34_999);
    assertClosedAt(35_000);
  }

  @Test
  void aBodyThatStillComesAfterItsAnswerKeepsItsDeadline() throws Exception {
    inside(() -> deadlines.onRequestHead(connection, true, 0));
    inside(() -> deadlines.onResponseEnd(connection, 1_000));
    assertOpenAt(29_999);
    assertClosedAt(30_000);
  }

  @Test
  void anAnswerThatTakesLongIsWaitedFor() throws Exception {
    inside(() -> deadlines.onRequestHead(connection, true, 0));
    inside(() -> deadlines.onBodyEnd(connection, 1_000));
    assertOpenAt(10_000_000);
    inside(() -> deadlines.onResponseEnd(connection, 10_000_000));
    assertOpenAt(10_059_999);
    assertClosedAt(10_060_000);
  }

  @Test
  void aConnectionThatIsUsedAgainIsNotIdle() throws Exception {
    inside(() -> deadlines.onRequestHead(connection, false, 0));
    inside(() -> deadlines.onResponseEnd(connection, 10));
    inside(() -> deadlines.onRequestHead(connection, false, 50_000));
    inside(() -> deadlines.onResponseEnd(connection, 50_010));
    assertOpenAt(110_009);
    assertClosedAt(110_010);
  }
}
