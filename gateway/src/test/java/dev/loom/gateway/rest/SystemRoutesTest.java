package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceException;
import dev.loom.gateway.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void healthIsDegradedWhileTheStoreDoesNotReply() throws Exception {
    var response = gateway.get("/health");
    assertEquals(200, response.statusCode());
    var body = Json.parse(response.body());
    assertEquals("ok", body.get("status").textValue());
    assertEquals("1.2.3", body.get("version").textValue());
    assertTrue(body.get("uptime_seconds").isIntegralNumber());
    gateway.backend.stopReplying(Addresses.STORAGE_CHECK);
    response = gateway.get("/health");
    assertEquals(503, response.statusCode());
    assertEquals("degraded", Json.parse(response.body()).get("status").textValue());
  }

  @Test
  void healthSaysWhyNothingCanBeRecorded() throws Exception {
    gateway.backend.failWith(
        Addresses.STORAGE_CHECK, ServiceException.failed("loom.db was deleted.", true).error());
    var response = gateway.get("/health");
    assertEquals(503, response.statusCode());
    assertTrue(response.body().contains("[\"loom.db was deleted.\"]"), response.body());
  }

  @Test
  void theIndexNamesTheRoutes() throws Exception {
    var routes = gateway.json("/").get("routes").toString();
    assertTrue(routes.contains("/tasks/{task}/stream GET HEAD"), routes);
    assertTrue(routes.contains("/tasks GET HEAD"), routes);
    assertTrue(routes.contains("/tasks POST"), routes);
  }

  @Test
  void headReturnsOnlyTheHeaders() throws Exception {
    var id = gateway.backend.newTask();
    var got = gateway.get("/tasks/" + id);
    var head = gateway.send("HEAD", "/tasks/" + id, null);
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(
        got.headers().firstValue("content-length"), head.headers().firstValue("content-length"));
  }
}
