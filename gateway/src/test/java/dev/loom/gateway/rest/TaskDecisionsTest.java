package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.gateway.FakeBackend;
import dev.loom.gateway.TestGateway;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TaskDecisionsTest {
  private static final PendingDecision QUESTION =
      new PendingDecision.Question(
          "q1", new SubtaskId("s1"), "Which colour?", List.of("red", "blue"), FakeBackend.AT);
  private static final PendingDecision BUDGET =
      new PendingDecision.Budget(
          "b1", "max_tokens is used up.", List.of("raise", "finish", "stop"), FakeBackend.AT);
  private static final PendingDecision APPROVAL =
      new PendingDecision.Approval(
          "s2.1.1.1",
          new SubtaskId("s2"),
          "It deletes files.",
          "rm -rf build",
          RiskLevel.HIGH,
          "ab12",
          FakeBackend.AT);

  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  private TaskId waitingTask() {
    var id = gateway.backend.newTask();
    gateway.backend.setPending(id, QUESTION, BUDGET, APPROVAL);
    return id;
  }

  @Test
  void pendingQuestionsAreListedWithoutApprovals() throws Exception {
    var id = waitingTask();
    assertEquals(
        "[{\"question_id\":\"q1\",\"task_id\":\""
            + id
            + "\",\"subtask_id\":\"s1\",\"kind\":\"question\",\"question\":\"Which colour?\","
            + "\"options\":[\"red\",\"blue\"],\"expires_at\":\"2026-11-22T10:11:12.123456Z\"},"
            + "{\"question_id\":\"b1\",\"task_id\":\""
            + id
            + "\",\"subtask_id\":null,\"kind\":\"budget\",\"question\":\"max_tokens is used up.\","
            + "\"options\":[\"raise\",\"finish\",\"stop\"],"
            + "\"expires_at\":\"2026-11-22T10:11:12.123456Z\"}]",
        gateway.get("/tasks/" + id + "/questions").body());
    assertEquals(3, gateway.json("/tasks/" + id).get("waiting_for").size());
    assertEquals("[]", gateway.get("/tasks/" + gateway.backend.newTask() + "/questions").body());
  }

  @Test
  void decisionsOfAllTasksAreListed() throws Exception {
    assertEquals("[]", gateway.get("/decisions").body());
    var first = waitingTask();
    var second = waitingTask();
    var all = gateway.json("/decisions");
    assertEquals(6, all.size());
    assertEquals(first.value(), all.get(0).get("task_id").textValue());
    assertEquals(second.value(), all.get(5).get("task_id").textValue());
    assertEquals("Do it", all.get(0).get("goal").textValue());
    assertEquals(
        gateway.json("/tasks/" + first).get("waiting_for").get(0), all.get(0).get("decision"));
    assertEquals(2, gateway.json("/decisions?limit=2").size());
    assertEquals(422, gateway.get("/decisions?limit=0").statusCode());
  }

  @Test
  void anAnswerIsPassedOnWithTheNewLimitIfThereIsOne() throws Exception {
    var id = waitingTask();
    var path = "/tasks/" + id + "/questions/";
    var response = gateway.post(path + "q1/answer", "{\"answer\": \"blue\"}");
    assertEquals(200, response.statusCode(), response.body());
    assertEquals("ok", Json.parse(response.body()).get("status").textValue());
    var raise = "{\"answer\": \"raise\", \"limit\": 50000}";
    assertEquals(200, gateway.post(path + "b1/answer", raise).statusCode());
    assertEquals(
        List.of(
            new ExecuteCommand(id, new TaskCommand.Answer("q1", "blue", OptionalDouble.empty())),
            new ExecuteCommand(
                id, new TaskCommand.Answer("b1", "raise", OptionalDouble.of(50_000)))),
        gateway.backend.received(ExecuteCommand.class));
  }

  @Test
  void anUnknownQuestionIsNotFoundAndAFinishedTaskConflicts() throws Exception {
    var id = waitingTask();
    var body = "{\"answer\": \"blue\"}";
    for (var question : List.of("q9", "..%2f..%2fx", "x".repeat(201))) {
      var response = gateway.post("/tasks/" + id + "/questions/" + question + "/answer", body);
      assertEquals(404, response.statusCode(), response.body());
    }
    assertEquals(404, gateway.post("/tasks/unknown/questions/q1/answer", body).statusCode());
    gateway.backend.complete(id);
    assertEquals(409, gateway.post("/tasks/" + id + "/questions/q1/answer", body).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|answer",
        "{\"answer\": \"\"}|answer",
        "{\"answer\": 1}|answer",
        "{\"answer\": \"raise\", \"limit\": \"5\"}|limit",
        "{\"answer\": \"raise\", \"limit\": -1}|limit",
        "{\"answer\": \"raise\", \"limit\": 0}|limit",
        "{\"answer\": \"raise\", \"limit\": 1e300}|limit",
        "{\"answer\": \"raise\", \"more\": 5}|more",
      })
  void aWrongFieldOfAnAnswerIsNamed(String body, String field) throws Exception {
    var response = gateway.post("/tasks/" + waitingTask() + "/questions/q1/answer", body);
    assertEquals(422, response.statusCode(), response.body());
    assertEquals(field, Json.parse(response.body()).get("errors").get(0).get("field").textValue());
    assertTrue(gateway.backend.orchestrator.received.isEmpty());
  }
}
