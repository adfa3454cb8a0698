package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.loom.models.http.StreamingCall.StreamEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamingCallTest {
  private static final int ROUNDS = 30;
  private static final int PIECES = 2_000;

  private static final int READERS = 8;

  private final Vertx vertx = Vertx.vertx();
  private final ThreadLocal<HttpClient> clients = ThreadLocal.withInitial(vertx::createHttpClient);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /// Returns a POST request to a server with this handler.
  private RequestOptions toServer(Consumer<HttpServerResponse> answer) {
    var server =
        vertx
            .createHttpServer()
            .requestHandler(request -> answer.accept(request.response().setChunked(true)))
            .listen(0, "127.0.0.1")
            .await();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI("http://127.0.0.1:" + server.actualPort() + "/");
  }

  /// Regression test: the server was paused just after the reader had emptied the queue, and was
  /// never resumed.
  @Test
  void aPausedServerIsAlwaysResumed() throws Exception {
    var options =
        toServer(
            response -> {
              for (var at = 0; at < PIECES; at++) {
                response.write("x");
              }
              response.end();
            });
    for (var round = 0; round < ROUNDS; round++) {
      try (var exchange =
          StreamingCall.start(vertx.getOrCreateContext(), clients::get, options, Buffer.buffer())) {
        assertEquals(PIECES, bytesOf(exchange));
      }
    }
  }

  /// Regression test: the pool had already given the connection to the next call, which closing the
  /// finished one broke.
  @Test
  void closingACallAsItEndsBreaksNoOtherCall() throws Exception {
    var options = toServer(response -> response.end("whole"));
    try (var threads = Executors.newFixedThreadPool(READERS)) {
      var readers = new ArrayList<Future<?>>();
      for (var reader = 0; reader < READERS; reader++) {
        var leavesEarly = reader % 2 == 0;
        readers.add(threads.submit(() -> readAgainAndAgain(options, leavesEarly)));
      }
      for (var reader : readers) {
        reader.get();
      }
    }
  }

  private Void readAgainAndAgain(RequestOptions options, boolean leavesEarly)
      throws InterruptedException {
    for (var round = 0; round < ROUNDS * 10; round++) {
      try (var exchange =
          StreamingCall.start(vertx.getOrCreateContext(), clients::get, options, Buffer.buffer())) {
        if (leavesEarly) {
          assertFalse(exchange.poll(TimeUnit.SECONDS.toNanos(10)).isEmpty());
        } else {
          assertEquals("whole".length(), bytesOf(exchange));
        }
      }
    }
    return null;
  }

  private static long bytesOf(StreamingCall exchange) throws InterruptedException {
    var bytes = 0L;
    while (true) {
      var arrivals = exchange.poll(TimeUnit.SECONDS.toNanos(10));
      assertFalse(arrivals.isEmpty(), "nothing came any more");
      for (var arrival : arrivals) {
        switch (arrival) {
          case StreamEvent.Head head -> assertEquals(200, head.status());
          case StreamEvent.Chunk some -> bytes += some.bytes().length();
          case StreamEvent.End end -> {
            return bytes;
          }
          case StreamEvent.Failed broken -> throw new AssertionError(broken.cause());
        }
      }
    }
  }
}
