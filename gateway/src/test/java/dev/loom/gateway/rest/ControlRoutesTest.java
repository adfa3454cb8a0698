package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.gateway.TestGateway;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ControlRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({"POST,/cancel", "DELETE,''"})
  void aTaskIsCancelledOnceAndIsThenInConflict(String method, String path) throws Exception {
    var id = gateway.backend.newTask();
    var response = gateway.send(method, "/tasks/" + id + path, null);
    assertEquals(200, response.statusCode(), response.body());
    var body = Json.parse(response.body());
    assertEquals("cancelled", body.get("status").textValue());
    assertEquals(id.value(), body.get("task_id").textValue());
    assertTrue(body.get("message").isTextual());
    var again = gateway.send(method, "/tasks/" + id + path, null);
    assertEquals(409, again.statusCode());
    assertEquals("conflict", Json.parse(again.body()).get("code").textValue());
    assertEquals(404, gateway.send(method, "/tasks/unknown" + path, null).statusCode());
  }

  @Test
  void anApprovalIsPassedOnWithItsReason() throws Exception {
    var id = gateway.backend.newTask();
    var response =
        gateway.post(
            "/tasks/" + id + "/approve",
            "{\"subtask_id\": \"s3\", \"approved\": false, \"reason\": \"too risky\"}");
    assertEquals(200, response.statusCode(), response.body());
    var body = Json.parse(response.body());
    assertEquals("ok", body.get("status").textValue());
    assertFalse(body.get("approved").booleanValue());
    assertEquals("s3", body.get("subtask_id").textValue());
    assertTrue(body.get("resolved_pending").booleanValue());
    assertEquals(
        new ExecuteCommand(
            id,
            new TaskCommand.ResolveApproval(
                new SubtaskId("s3"), false, "too risky", Optional.empty())),
        gateway.backend.received(ExecuteCommand.class).getFirst());
  }

  @Test
  void theGuidesApprovalNeedsNoReason() throws Exception {
    var id = gateway.backend.newTask();
    var body = "{\"subtask_id\": \"s3\", \"approved\": true}";
    assertEquals(200, gateway.post("/tasks/" + id + "/approve", body).statusCode());
    assertEquals(
        new ExecuteCommand(
            id, new TaskCommand.ResolveApproval(new SubtaskId("s3"), true, "", Optional.empty())),
        gateway.backend.received(ExecuteCommand.class).getFirst());
    assertEquals(404, gateway.post("/tasks/unknown/approve", body).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"approved\": true}|subtask_id",
        "{\"subtask_id\": \"s3\"}|approved",
        "{\"subtask_id\": \"s3\", \"approved\": \"yes\"}|approved",
        "{\"subtask_id\": \"s3\", \"approved\": 1}|approved",
        "{\"subtask_id\": \"../x\", \"approved\": true}|subtask_id",
        "{\"subtask_id\": \"s3\", \"approved\": true, \"reason\": 1}|reason",
        "{\"subtask_id\": \"s3\", \"approved\": true, \"force\": 1}|force",
        "{\"subtask_id\": \"s3\", \"approved\": true, \"action_hash\": 1}|action_hash",
        "{\"subtask_id\": \"s3\", \"approved\": true, \"action_hash\": \"\"}|action_hash",
      })
  void aWrongFieldOfAnApprovalIsNamed(String body, String field) throws Exception {
    var id = gateway.backend.newTask();
    var response = gateway.post("/tasks/" + id + "/approve", body);
    assertEquals(422, response.statusCode(), response.body());
    assertEquals(field, Json.parse(response.body()).get("errors").get(0).get("field").textValue());
    assertTrue(gateway.backend.orchestrator.received.isEmpty());
  }

  @Test
  void anApprovalMayBeBoundToAnActionHash() throws Exception {
    var id = gateway.backend.newTask();
    var body = "{\"subtask_id\": \"s3\", \"approved\": true, \"action_hash\": \"ab12\"}";
    assertEquals(200, gateway.post("/tasks/" + id + "/approve", body).statusCode());
    assertEquals(
        new ExecuteCommand(
            id,
            new TaskCommand.ResolveApproval(new SubtaskId("s3"), true, "", Optional.of("ab12"))),
        gateway.backend.received(ExecuteCommand.class).getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "POST|/steer|{\"instruction\": \"Login first\"}",
        "PATCH||{\"instruction\": \"Login first\"}",
        "POST|/message|{\"message\": \"Login first\"}",
        "POST|/message|{\"message\": \"Login first\", \"role\": \"user\"}",
      })
  void anInstructionReachesARunningTaskAndNoFinishedOne(String method, String path, String body)
      throws Exception {
    var id = gateway.backend.newTask();
    var to = "/tasks/" + id + (path == null ? "" : path);
    var response = gateway.send(method, to, body);
    assertEquals(200, response.statusCode(), response.body());
    var said = Json.parse(response.body());
    assertEquals("ok", said.get("status").textValue());
    assertEquals(id.value(), said.get("task_id").textValue());
    assertTrue(said.get("message").isTextual());
    assertEquals(
        List.of(new ExecuteCommand(id, new TaskCommand.Steer("Login first"))),
        gateway.backend.received(ExecuteCommand.class));
    assertEquals(
        "Login first", gateway.json("/tasks/" + id).get("instructions").get(0).textValue());
    gateway.backend.complete(id);
    var late = gateway.send(method, to, body);
    assertEquals(409, late.statusCode());
    assertTrue(Json.parse(late.body()).get("detail").textValue().contains("completed"));
    assertEquals(404, gateway.send(method, to.replace(id.value(), "unknown"), body).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/steer|{}|instruction",
        "/steer|{\"instruction\": \" \"}|instruction",
        "/steer|{\"instruction\": 1}|instruction",
        "/steer|{\"instruction\": \"a\", \"now\": true}|now",
        "/message|{}|message",
        "/message|{\"message\": \"a\", \"role\": \"system\"}|role",
        "/message|{\"message\": \"a\", \"role\": 1}|role",
        "/pause|{\"reason\": 1}|reason",
        "/pause|{\"for\": 10}|for",
        "/resume|{\"now\": true}|now",
      })
  void aWrongFieldOfAControlIsNamed(String path, String body, String field) throws Exception {
    var id = gateway.backend.newTask();
    var response = gateway.post("/tasks/" + id + path, body);
    assertEquals(422, response.statusCode(), response.body());
    assertEquals(field, Json.parse(response.body()).get("errors").get(0).get("field").textValue());
    assertTrue(gateway.backend.orchestrator.received.isEmpty());
  }

  @Test
  void anInstructionThatIsTooLongIsNamed() throws Exception {
    var id = gateway.backend.newTask();
    var most = "x".repeat(TaskCommand.Steer.INSTRUCTION_CHARS_MAX);
    var path = "/tasks/" + id + "/steer";
    assertEquals(200, gateway.post(path, "{\"instruction\": \"" + most + "\"}").statusCode());
    assertEquals(422, gateway.post(path, "{\"instruction\": \"" + most + "x\"}").statusCode());
    assertEquals(400, gateway.send("POST", path, null).statusCode());
  }

  @Test
  void aTaskIsPausedAndResumedWithAndWithoutABody() throws Exception {
    var id = gateway.backend.newTask();
    var paused = gateway.send("POST", "/tasks/" + id + "/pause", null);
    assertEquals(200, paused.statusCode(), paused.body());
    assertEquals("paused", Json.parse(paused.body()).get("task_status").textValue());
    assertTrue(Json.parse(paused.body()).get("changed").booleanValue());
    var again = gateway.post("/tasks/" + id + "/pause", "{\"reason\": \"lunch\"}");
    assertFalse(Json.parse(again.body()).get("changed").booleanValue());
    assertEquals(
        List.of(
            new ExecuteCommand(id, new TaskCommand.Pause("")),
            new ExecuteCommand(id, new TaskCommand.Pause("lunch"))),
        gateway.backend.received(ExecuteCommand.class));
    var resumed = gateway.post("/tasks/" + id + "/resume", "{}");
    assertEquals("executing", Json.parse(resumed.body()).get("task_status").textValue());
    var notPaused = gateway.send("POST", "/tasks/" + id + "/resume", null);
    assertFalse(Json.parse(notPaused.body()).get("changed").booleanValue());
    gateway.backend.complete(id);
    for (var path : List.of("/pause", "/resume")) {
      assertEquals(409, gateway.send("POST", "/tasks/" + id + path, null).statusCode());
      assertEquals(404, gateway.send("POST", "/tasks/unknown" + path, null).statusCode());
    }
  }
}
