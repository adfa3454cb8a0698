package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.UndoTask;
import dev.loom.gateway.TestGateway;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChangeRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void theChangesOfATaskAreListedWithAndWithoutDiffs() throws Exception {
    var id = gateway.backend.newTask();
    assertEquals(
        "[{\"change_id\":1,\"subtask_id\":\"s1\",\"step_id\":\"s1.1.1.1\",\"tool\":\"write_file\","
            + "\"path\":\"a.txt\",\"kind\":\"created\",\"at\":\"2026-11-22T10:11:12.123456Z\","
            + "\"undone\":false,\"undoable\":true,\"why_not\":\"\",\"diff\":\"+a\"}]",
        gateway.get("/tasks/" + id + "/changes").body());
    gateway.get("/tasks/" + id + "/changes?diff=true&subtask=s1");
    var workspace = "/projects/myapp";
    assertEquals(
        List.of(
            new ListChanges(id, workspace, Optional.empty(), false),
            new ListChanges(id, workspace, Optional.of(new SubtaskId("s1")), true)),
        gateway.backend.received(ListChanges.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"diff=yes", "diff=1", "subtask=..%2fx", "subtask=a%20b"})
  void anInvalidQueryParameterIsNamed(String query) throws Exception {
    var response = gateway.get("/tasks/" + gateway.backend.newTask() + "/changes?" + query);
    assertEquals(422, response.statusCode(), response.body());
    var field = query.substring(0, query.indexOf('='));
    assertEquals(field, Json.parse(response.body()).get("errors").get(0).get("field").textValue());
  }

  @Test
  void aSubtaskThatTheTaskNeverHadIsNotFound() throws Exception {
    var id = gateway.backend.newTask();
    var path = "/tasks/" + id + "/changes?subtask=";
    // Replaced by a later plan, it may still have changes.
    assertEquals(200, gateway.get(path + "s1").statusCode());
    gateway.backend.plan(id);
    assertEquals("[]", gateway.get(path + "s2").body());
    var missing = gateway.get(path + "nope");
    assertEquals(404, missing.statusCode(), missing.body());
    assertTrue(missing.body().contains("Subtask not found: nope"), missing.body());
  }

  @Test
  void allOrSomeChangesAreUndone() throws Exception {
    var id = gateway.backend.newTask();
    var path = "/tasks/" + id + "/undo";
    var all = gateway.send("POST", path, null);
    assertEquals(200, all.statusCode(), all.body());
    assertEquals(
        "{\"status\":\"ok\",\"message\":\"1 change undone.\",\"task_id\":\""
            + id
            + "\",\"restored\":[{\"path\":\"a.txt\",\"kind\":\"deleted\"}],\"change_ids\":[1],\"not_undone\":[]}",
        all.body());
    gateway.post(path, "{}");
    gateway.post(path, "{\"subtask_id\": \"s1\"}");
    gateway.post(path, "{\"change_id\": 7}");
    assertEquals(
        List.of(
            new UndoTask(id, new UndoChanges.WholeTask()),
            new UndoTask(id, new UndoChanges.WholeTask()),
            new UndoTask(id, new UndoChanges.OneSubtask(new SubtaskId("s1"))),
            new UndoTask(id, new UndoChanges.OneChange(7))),
        gateway.backend.received(UndoTask.class));
    assertEquals(404, gateway.post("/tasks/unknown/undo", "{}").statusCode());
    gateway.backend.failWith(
        Addresses.TASK_UNDO, ServiceException.conflict("a.txt was edited since.").error());
    assertEquals(409, gateway.post(path, "{}").statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"subtask_id\": \"../x\"}|subtask_id",
        "{\"subtask_id\": 1}|subtask_id",
        "{\"change_id\": 0}|change_id",
        "{\"change_id\": \"1\"}|change_id",
        "{\"change_id\": 1.5}|change_id",
        "{\"change_id\": 1, \"subtask_id\": \"s1\"}|change_id",
        "{\"all\": true}|all",
      })
  void aWrongFieldOfAnUndoIsNamed(String body, String field) throws Exception {
    var response = gateway.post("/tasks/" + gateway.backend.newTask() + "/undo", body);
    assertEquals(422, response.statusCode(), response.body());
    assertEquals(field, Json.parse(response.body()).get("errors").get(0).get("field").textValue());
    assertTrue(gateway.backend.orchestrator.received.isEmpty());
  }
}
