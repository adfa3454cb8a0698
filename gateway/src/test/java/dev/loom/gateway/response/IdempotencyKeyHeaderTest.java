package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.gateway.RouterServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IdempotencyKeyHeaderTest {
  private volatile String body = "{}";
  private final RouterServer server =
      RouterServer.ofText(
          "/",
          request ->
              IdempotencyKeyHeader.read(request.context(), "", (ObjectNode) Json.parse(body))
                  .map(key -> key.key() + " " + key.requestHash())
                  .orElse("none"));

  @AfterEach
  void close() {
    server.close();
  }

  private String read(String json) throws Exception {
    body = json;
    return server.get("/", "Idempotency-Key: k-1").body();
  }

  @Test
  void withoutTheHeaderThereIsNoKey() throws Exception {
    assertEquals("none", server.get("/").body());
  }

  @Test
  void theHashIgnoresFieldOrderAndNullFields() throws Exception {
    var hash = read("{\"goal\": \"x\", \"context\": {\"a\": 1, \"b\": [2]}}");
    assertTrue(hash.matches("k-1 [0-9a-f]{64}"), hash);
    assertEquals(
        hash, read("{\"context\": {\"b\": [2], \"a\": 1}, \"process\": null, \"goal\": \"x\"}"));
    assertNotEquals(hash, read("{\"goal\": \"x\", \"context\": {\"a\": 1, \"b\": [3]}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\u00fc", "tab\tin"})
  void aKeyThatIsNotVisibleAsciiIsMalformed(String key) throws Exception {
    var response = server.get("/", "Idempotency-Key: " + key);
    assertEquals(400, response.status());
    assertTrue(response.body().contains("malformed_idempotency_key"), response.body());
  }

  @Test
  void aRepeatedOrTooLongKeyIsMalformed() throws Exception {
    var longest = "k".repeat(IdempotencyKey.KEY_CHARS_MAX);
    assertEquals(200, server.get("/", "Idempotency-Key: " + longest).status());
    assertEquals(400, server.get("/", "Idempotency-Key: " + longest + "k").status());
    assertEquals(400, server.get("/", "Idempotency-Key: a", "Idempotency-Key: a").status());
  }
}
