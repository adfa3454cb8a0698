package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.AnswerApproval;
import dev.loom.gateway.DoorsForTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ControlRoutesTest {
  private final DoorsForTest doors = DoorsForTest.open();

  @AfterEach
  void close() {
    doors.close();
  }

  @ParameterizedTest
  @CsvSource({"POST,/cancel", "DELETE,''"})
  void aTaskIsCancelledOnceAndIsThenInConflict(String method, String path) throws Exception {
    var id = doors.rooms.newTask();
    var answer = doors.send(method, "/tasks/" + id + path, null);
    assertEquals(200, answer.statusCode(), answer.body());
    var body = Json.parse(answer.body());
    assertEquals("cancelled", body.get("status").textValue());
    assertEquals(id.value(), body.get("task_id").textValue());
    assertTrue(body.get("message").isTextual());
    var again = doors.send(method, "/tasks/" + id + path, null);
    assertEquals(409, again.statusCode());
    assertEquals("conflict", Json.parse(again.body()).get("code").textValue());
    assertEquals(404, doors.send(method, "/tasks/nobody" + path, null).statusCode());
  }

  @Test
  void anApprovalIsPassedOnWithItsReason() throws Exception {
    var id = doors.rooms.newTask();
    var answer =
        doors.post(
            "/tasks/" + id + "/approve",
            "{\"subtask_id\": \"s3\", \"approved\": false, \"reason\": \"too risky\"}");
    assertEquals(200, answer.statusCode(), answer.body());
    var body = Json.parse(answer.body());
    assertEquals("ok", body.get("status").textValue());
    assertFalse(body.get("approved").booleanValue());
    assertEquals("s3", body.get("subtask_id").textValue());
    assertTrue(body.get("resolved_pending").booleanValue());
    assertEquals(
        new AnswerApproval(id, new SubtaskId("s3"), false, "too risky"),
        doors.rooms.approvals.getFirst());
  }

  @Test
  void theGuidesApprovalNeedsNoReason() throws Exception {
    var id = doors.rooms.newTask();
    var body = "{\"subtask_id\": \"s3\", \"approved\": true}";
    assertEquals(200, doors.post("/tasks/" + id + "/approve", body).statusCode());
    assertEquals(
        new AnswerApproval(id, new SubtaskId("s3"), true, ""), doors.rooms.approvals.getFirst());
    assertEquals(404, doors.post("/tasks/nobody/approve", body).statusCode());
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
      })
  void aWrongFieldOfAnApprovalIsNamed(String body, String field) throws Exception {
    var id = doors.rooms.newTask();
    var answer = doors.post("/tasks/" + id + "/approve", body);
    assertEquals(422, answer.statusCode(), answer.body());
    assertEquals(field, Json.parse(answer.body()).get("errors").get(0).get("field").textValue());
    assertTrue(doors.rooms.approvals.isEmpty());
  }
}
