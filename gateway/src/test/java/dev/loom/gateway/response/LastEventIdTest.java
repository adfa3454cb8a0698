package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.gateway.RouterServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LastEventIdTest {
  private final RouterServer server =
      RouterServer.ofText("/", RestRequest::lastEventId, "after", "lastEventId");

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theHeaderPrecedesTheQueryParameter() throws Exception {
    assertEquals("0", server.get("/").body());
    assertEquals("3", server.get("/?after=3").body());
    assertEquals("5", server.get("/", "Last-Event-ID: 5").body());
    assertEquals("5", server.get("/?after=3", "Last-Event-ID: 5").body());
    assertEquals("4", server.get("/?after=3&lastEventId=4").body());
    // A client that has received nothing.
    assertEquals("3", server.get("/?after=3&lastEventId=", "Last-Event-ID: ").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1e1", "99999999999999999999"})
  void aValueThatIsNotAnEventNumberIsMalformed(String value) throws Exception {
    var response = server.get("/?after=" + value);
    assertEquals(400, response.status());
    assertTrue(response.body().contains("malformed_cursor"), response.body());
    assertEquals(400, server.get("/", "Last-Event-ID: " + value).status());
  }
}
