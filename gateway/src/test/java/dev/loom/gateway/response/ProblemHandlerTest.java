package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceError;
import dev.loom.gateway.RawHttp;
import dev.loom.gateway.TestGateway;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProblemHandlerTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void anUnknownPathIsNotFoundAndAWrongMethodListsTheAllowedOnes() throws Exception {
    for (var path : List.of("/nothing", "/tasks/a/b/c", "/docs", "/tasks/x/nothing")) {
      var unknown = gateway.get(path);
      assertEquals(404, unknown.statusCode());
      assertEquals("Not Found", Json.parse(unknown.body()).get("detail").textValue());
    }
    var wrong = gateway.send("PUT", "/tasks", null);
    assertEquals(405, wrong.statusCode());
    assertEquals("method_not_allowed", Json.parse(wrong.body()).get("code").textValue());
    var allowed = List.of(wrong.headers().firstValue("allow").orElseThrow().split(", ?"));
    assertTrue(allowed.containsAll(List.of("GET", "HEAD", "POST")), allowed.toString());
    assertEquals(405, gateway.send("DELETE", "/health", null).statusCode());
    var options = gateway.send("OPTIONS", "/tasks", null);
    assertEquals(204, options.statusCode());
    assertEquals("GET, HEAD, POST", options.headers().firstValue("allow").orElseThrow());
    assertEquals(404, gateway.send("OPTIONS", "/nothing", null).statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/%zz", "/tasks/%", "/tasks/%ff%fe", "/tasks?status=%zz", "/tasks?limit=%"})
  void anUndecodableTargetIsAClientError(String target) throws Exception {
    var response =
        RawHttp.send(
            gateway.port(),
            "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertTrue(response.status() >= 400 && response.status() < 500, response.text());
    assertTrue(Json.parse(response.body()).get("detail").isTextual(), response.text());
  }

  @Test
  void theDetailsOfAnInternalErrorAreNotExposed() throws Exception {
    gateway.backend.failWith(
        Addresses.TASK_FIND,
        new ServiceError(
            ServiceError.Code.INTERNAL, "java.lang.NullPointerException: secret", false));
    var response = gateway.get("/tasks/t1");
    assertEquals(500, response.statusCode());
    assertEquals("internal", Json.parse(response.body()).get("code").textValue());
    assertFalse(response.body().contains("java"), response.body());
    assertFalse(response.body().contains("secret"), response.body());
  }
}
