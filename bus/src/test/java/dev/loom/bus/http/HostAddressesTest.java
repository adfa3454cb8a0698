package dev.loom.bus.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HostAddressesTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private int listen(String address) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end(request.getHeader("host")))
        .listen(0, address)
        .await()
        .actualPort();
  }

  private String get(String url) throws Exception {
    try {
      return HostAddresses.request(
              vertx, vertx.createHttpClient(), new RequestOptions().setAbsoluteURI(url))
          .compose(HttpClientRequest::send)
          .compose(response -> response.body())
          .map(Object::toString)
          .toCompletionStage()
          .toCompletableFuture()
          .get();
    } catch (ExecutionException failure) {
      throw new CompletionException(failure.getCause());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "::1, localhost",
    "::1, LOCALHOST",
    "::1, app.localhost",
    "::1, [::1]",
    "127.0.0.1, localhost",
    "127.0.0.1, app.localhost",
    "127.0.0.1, 127.0.0.1"
  })
  void theServerIsFoundAtEveryLoopbackAddress(String address, String host) throws Exception {
    var port = listen(address);
    assertEquals(host + ":" + port, get("http://" + host + ":" + port + "/x"));
  }

  @Test
  void theFirstFailureIsReported() {
    var port = listen("127.0.0.1");
    vertx.close().await();
    var other = Vertx.vertx();
    try {
      var options = new RequestOptions().setAbsoluteURI("http://localhost:" + port);
      var failure =
          assertThrows(
              Exception.class,
              () -> HostAddresses.request(other, other.createHttpClient(), options).await());
      assertInstanceOf(ConnectException.class, failure);
    } finally {
      other.close().await();
    }
  }

  @Test
  void anUnknownHostIsReportedAsSuch() {
    var failure =
        assertThrows(CompletionException.class, () -> get("http://no-such-host.invalid/"));
    assertInstanceOf(UnknownHostException.class, failure.getCause());
  }
}
