package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.task.Feedback;
import dev.loom.gateway.TestGateway;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConversationRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void theConversationListsUserMessagesNewestFirst() throws Exception {
    var id = gateway.backend.newTask();
    assertEquals("[]", gateway.get("/tasks/" + id + "/conversation").body());
    gateway.backend.record(id, new TaskEvent.TaskSteered("Login first"));
    gateway.backend.recordFiller(id, 1_500, 10);
    gateway.backend.record(id, new TaskEvent.TaskSteered("x".repeat(200)));
    gateway.backend.complete(id);
    gateway.backend.record(id, new TaskEvent.TaskFeedback(new Feedback(Optional.of(4), "nearly")));
    var lines = gateway.json("/tasks/" + id + "/conversation");
    assertEquals(3, lines.size());
    assertEquals("4 of 5. nearly", lines.get(0).get("message").textValue());
    assertEquals("feedback", lines.get(0).get("tags").get(0).textValue());
    assertEquals("x".repeat(200), lines.get(1).get("message").textValue());
    assertEquals("x".repeat(150) + "…", lines.get(1).get("summary").textValue());
    assertEquals(
        "{\"id\":2,\"message\":\"Login first\",\"summary\":\"Login first\",\"tags\":[\"steer\"],"
            + "\"timestamp\":\"2026-11-22T10:11:12.125456Z\"}",
        lines.get(2).toString());
    assertEquals(1, gateway.json("/tasks/" + id + "/conversation?limit=1").size());
    assertEquals(422, gateway.get("/tasks/" + id + "/conversation?limit=0").statusCode());
  }
}
