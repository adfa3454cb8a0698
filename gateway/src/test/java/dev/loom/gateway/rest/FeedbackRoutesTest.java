package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.Feedback;
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
class FeedbackRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  private TaskId finishedTask() {
    var id = gateway.backend.newTask();
    gateway.backend.complete(id);
    return id;
  }

  @Test
  void theDocumentedAndTheOlderFormOfFeedbackAreAccepted() throws Exception {
    var id = finishedTask();
    var path = "/tasks/" + id + "/feedback";
    var guide = "{\"rating\": 4, \"comment\": \"Good but missed the edge case in password reset\"}";
    for (var body :
        List.of(
            guide,
            "{\"rating\": 1}",
            "{\"comment\": \"fine\"}",
            "{\"feedback\": \"too slow\"}",
            "{\"feedback\": \"too slow\", \"subtask_id\": \"s1\"}")) {
      var response = gateway.post(path, body);
      assertEquals(200, response.statusCode(), response.body());
      assertEquals("ok", Json.parse(response.body()).get("status").textValue());
    }
    assertEquals(
        List.of(
            new Feedback(Optional.of(4), "Good but missed the edge case in password reset"),
            new Feedback(Optional.of(1), ""),
            new Feedback(Optional.empty(), "fine"),
            new Feedback(Optional.empty(), "too slow"),
            new Feedback(Optional.empty(), "About subtask s1: too slow")),
        gateway.backend.received(ExecuteCommand.class).stream()
            .map(request -> ((TaskCommand.GiveFeedback) request.command()).feedback())
            .toList());
    assertEquals(5, gateway.json("/tasks/" + id).get("feedback").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|comment",
        "{\"comment\": \" \"}|comment",
        "{\"rating\": 0}|rating",
        "{\"rating\": 6}|rating",
        "{\"rating\": 4.5}|rating",
        "{\"rating\": \"4\"}|rating",
        "{\"comment\": 1}|comment",
        "{\"feedback\": \"\"}|feedback",
        "{\"feedback\": \"a\", \"comment\": \"b\"}|feedback",
        "{\"feedback\": \"a\", \"subtask_id\": \"../x\"}|subtask_id",
        "{\"rating\": 4, \"subtask_id\": \"s1\"}|subtask_id",
        "{\"rating\": 4, \"stars\": 5}|stars",
      })
  void aWrongFieldOfAFeedbackIsNamed(String body, String field) throws Exception {
    var response = gateway.post("/tasks/" + finishedTask() + "/feedback", body);
    assertEquals(422, response.statusCode(), response.body());
    assertEquals(field, Json.parse(response.body()).get("errors").get(0).get("field").textValue());
    assertTrue(gateway.backend.orchestrator.received.isEmpty());
  }

  @Test
  void feedbackOnAnUnfinishedOrUnknownTaskIsRejected() throws Exception {
    var body = "{\"rating\": 4}";
    var running = gateway.backend.newTask();
    assertEquals(409, gateway.post("/tasks/" + running + "/feedback", body).statusCode());
    assertEquals(404, gateway.post("/tasks/unknown/feedback", body).statusCode());
  }
}
