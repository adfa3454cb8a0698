package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.gateway.TestGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RepeatedRequestsTest {
  private static final String REPLAYED = "idempotency-replayed";
  private static final String STEER = "{\"instruction\": \"Login first\"}";

  private final TestGateway gateway = TestGateway.start();
  private final TaskId task = gateway.backend.newTask();

  @AfterEach
  void close() {
    gateway.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String key)
      throws Exception {
    return gateway.send(method, "/tasks/" + task + path, body, "Idempotency-Key", key);
  }

  private int commands() {
    return gateway.backend.received(ExecuteCommand.class).size();
  }

  private static String code(HttpResponse<String> response) {
    return Json.parse(response.body()).get("code").textValue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "POST|/steer|{\"instruction\": \"x\"}",
        "POST|/message|{\"message\": \"x\"}",
        "PATCH|~~|{\"instruction\": \"x\"}",
        "POST|/pause|~~",
        "POST|/resume|{}",
        "POST|/approve|{\"subtask_id\": \"s1\", \"approved\": true}",
        "POST|/cancel|~~",
        "DELETE|~~|~~"
      })
  void aRepetitionReturnsTheFirstReplyAndHasNoEffect(String method, String path, String body)
      throws Exception {
    var sent = body.isEmpty() ? null : body;
    var first = send(method, path, sent, "k-1");
    assertEquals(200, first.statusCode(), first.body());
    assertTrue(first.headers().firstValue("idempotency-replayed").isEmpty());
    for (var i = 0; i < 2; i++) {
      var again = send(method, path, sent, "k-1");
      assertEquals(200, again.statusCode());
      assertEquals(first.body(), again.body());
      assertEquals("true", again.headers().firstValue("idempotency-replayed").orElseThrow());
    }
    assertEquals(1, commands());
  }

  @Test
  void aRepetitionDuringTheFirstRequestWaitsForItsReply() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var replies = new ArrayList<Future<HttpResponse<String>>>();
      for (var i = 0; i < 20; i++) {
        replies.add(clients.submit(() -> send("POST", "/steer", STEER, "k-1")));
      }
      var bodies = new HashSet<String>();
      for (var reply : replies) {
        assertEquals(200, reply.get().statusCode());
        bodies.add(reply.get().body());
      }
      assertEquals(1, bodies.size());
    }
    assertEquals(1, commands());
  }

  @Test
  void aKeyOfAnotherRequestIsRejected() throws Exception {
    assertEquals(200, send("POST", "/steer", STEER, "k-1").statusCode());
    var otherBody = send("POST", "/steer", "{\"instruction\": \"Other\"}", "k-1");
    assertEquals("idempotency_key_reused", code(otherBody));
    assertTrue(otherBody.body().contains("'k-1'"), otherBody.body());
    var otherTask = "/tasks/" + gateway.backend.newTask() + "/steer";
    assertEquals(
        "idempotency_key_reused",
        code(gateway.send("POST", otherTask, STEER, "Idempotency-Key", "k-1")));
    assertEquals(200, send("POST", "/steer", STEER, "k-2").statusCode());
    assertEquals(2, commands());
  }

  @Test
  void everyRouteHasKeysOfItsOwn() throws Exception {
    var submitted = gateway.send("POST", "/tasks", "{\"goal\":\"g\"}", "Idempotency-Key", "k-1");
    assertEquals(201, submitted.statusCode(), submitted.body());
    assertEquals(200, send("PATCH", "", STEER, "k-1").statusCode());
    for (var path : List.of("/steer", "/cancel", "/retry")) {
      var body = path.equals("/steer") ? STEER : null;
      var reply = send("POST", path, body, "k-1");
      assertTrue(reply.statusCode() < 300, reply.body());
      assertTrue(reply.headers().firstValue("idempotency-replayed").isEmpty(), path);
      assertTrue(send("POST", path, body, "k-1").headers().map().containsKey(REPLAYED), path);
    }
  }

  @Test
  void aFailureIsNotRemembered() throws Exception {
    gateway.backend.failWith(Addresses.TASK_COMMAND, ServiceException.overloaded("Busy.").error());
    assertEquals(429, send("POST", "/steer", STEER, "k-1").statusCode());
    assertEquals(422, send("POST", "/steer", "{}", "k-2").statusCode());
    gateway.backend.stopFailing(Addresses.TASK_COMMAND);
    assertEquals(200, send("POST", "/steer", STEER, "k-1").statusCode());
    assertEquals(200, send("POST", "/steer", STEER, "k-2").statusCode());
  }

  @Test
  void withoutAKeyEveryRequestCountsAndAMalformedKeyIsNamed() throws Exception {
    gateway.post("/tasks/" + task + "/steer", STEER);
    gateway.post("/tasks/" + task + "/steer", STEER);
    assertEquals(2, commands());
    assertEquals("malformed_idempotency_key", code(send("POST", "/steer", STEER, "a b")));
    assertEquals(2, commands());
  }
}
