package dev.loom.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.gateway.response.RestRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RequestBodyTest {
  private static final int BYTES_MAX = 10;
  private final RouterServer server =
      new RouterServer(
          BYTES_MAX,
          router -> {
            router.get("/", RequestBodyTest::body);
            router.post("/", RequestBodyTest::body);
          });

  private static Future<Buffer> body(RestRequest request) {
    var body = request.context().body().buffer();
    return RouterServer.text("[" + (body == null ? "" : body) + "]");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aBodyUpToTheLimitReachesTheRoute() throws Exception {
    assertEquals("[0123456789]", server.post("0123456789").body());
  }

  @Test
  void aLargerBodyIsRejectedWithTheConfigurationKey() throws Exception {
    var response = server.post("0123456789x");
    assertEquals(413, response.status());
    assertTrue(response.body().contains("server.request_bytes_max"), response.body());
  }

  @Test
  void aChunkedBodyIsLimitedToo() throws Exception {
    var chunked = "Transfer-Encoding: chunked\r\n";
    assertEquals("[012]", server.send("POST /", chunked, "3\r\n012\r\n0\r\n\r\n").body());
    var large = "8\r\n01234567\r\n".repeat(2) + "0\r\n\r\n";
    assertEquals(413, server.send("POST /", chunked, large).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n012\r\n0\r\n\r\n",
        "-1\r\n0\r\n0\r\n\r\n",
        "3\r\n012xx\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\n0\r\n",
        "\r\n\r\n",
        "1;x=\u0000\r\n0\r\n0\r\n\r\n"
      })
  void aMalformedChunkIsMalformed(String body) throws Exception {
    var response = server.send("POST /", "Transfer-Encoding: chunked\r\n", body);
    assertEquals(400, response.status(), response.text());
    assertTrue(response.body().contains("malformed_request"), response.body());
    assertFalse(response.body().contains("netty"), response.body());
  }

  @Test
  void aRequestWithoutABodyHasAnEmptyOne() throws Exception {
    assertEquals("[]", server.get("/").body());
    assertEquals("[]", server.post("").body());
  }

  @Test
  void anExpectedContinueIsSentBeforeTheBodyIsRead() throws Exception {
    var response = server.send("POST /", "Expect: 100-continue\r\nContent-Length: 2\r\n", "ok");
    assertEquals(100, response.status());
  }

  @Test
  void anotherExpectationIsRejected() throws Exception {
    assertEquals(
        417, server.send("POST /", "Expect: magic\r\nContent-Length: 2\r\n", "ok").status());
  }
}
