package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.gateway.FakeBackend;
import dev.loom.gateway.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlobRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aLongTextComesAsPlainText() throws Exception {
    var response = gateway.get("/blobs/" + FakeBackend.BLOB);
    assertEquals(200, response.statusCode());
    assertEquals(
        "text/plain; charset=utf-8", response.headers().firstValue("content-type").orElseThrow());
    assertEquals("a long text\n<b>ü</b>", response.body());
    assertEquals(404, gateway.get("/blobs/" + "0".repeat(64)).statusCode());
    assertEquals(404, gateway.get("/blobs/..%2f..%2fetc%2fpasswd").statusCode());
    assertEquals(404, gateway.get("/blobs/" + "AB".repeat(32)).statusCode());
  }
}
