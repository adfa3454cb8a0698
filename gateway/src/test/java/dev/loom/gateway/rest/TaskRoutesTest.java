package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.gateway.FakeBackend;
import dev.loom.gateway.TestGateway;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TaskRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  private List<SubmitTask> submitted() {
    return gateway.backend.received(SubmitTask.class);
  }

  @Test
  void theDocumentedSubmissionIsAccepted() throws Exception {
    var response =
        gateway.post(
            "/tasks",
            """
            {"goal": "Refactor the authentication module to use JWT tokens",
             "workspace": "/projects/myapp",
             "context": {"constraints": ["Don't break existing tests"], "focus_dirs": ["src/auth"]},
             "approval_mode": "manual",
             "callback_url": "http://agent:8080/done",
             "metadata": {"ticket": 7}}""");
    assertEquals(201, response.statusCode(), response.body());
    var body = Json.parse(response.body());
    assertEquals("pending", body.get("status").textValue());
    assertTrue(body.get("message").isTextual());
    assertFalse(body.get("task_id").textValue().isBlank());
    var expected =
        new TaskSpec(
            "Refactor the authentication module to use JWT tokens",
            "/projects/myapp",
            Map.of(
                "constraints",
                List.of("Don't break existing tests"),
                "focus_dirs",
                List.of("src/auth")),
            ApprovalMode.MANUAL,
            Optional.of("http://agent:8080/done"),
            Optional.empty(),
            Map.of("ticket", 7),
            Priority.NORMAL,
            Budget.NONE,
            false);
    assertEquals(expected, submitted().getFirst().spec());
  }

  @Test
  void onlyTheGoalIsRequiredAndNullMeansAbsent() throws Exception {
    assertEquals(201, gateway.post("/tasks", "{\"goal\": \"Do it\"}").statusCode());
    var nulls =
        """
        {"goal": "Do it", "workspace": null, "context": null, "approval_mode": null,
         "callback_url": null, "process": null, "metadata": null, "priority": null,
         "budget": null, "plan_only": null}""";
    assertEquals(201, gateway.post("/tasks", nulls).statusCode());
    for (var submitted : submitted()) {
      assertEquals(TaskSpec.create("Do it", ""), submitted.spec());
    }
  }

  @Test
  void anInvalidSubmissionNamesItsFieldsAndCreatesNoTask() throws Exception {
    var response = gateway.post("/tasks", "{\"workspace\": \"x\"}");
    assertEquals(422, response.statusCode(), response.body());
    var problem = Json.parse(response.body());
    assertEquals("validation_failed", problem.get("code").textValue());
    assertTrue(problem.get("detail").textValue().startsWith("goal: "), response.body());
    assertEquals(List.of("goal", "workspace"), problem.get("errors").findValuesAsText("field"));
    assertEquals(400, gateway.post("/tasks", "{").statusCode());
    assertTrue(submitted().isEmpty());
  }

  @Test
  void aSurrogatePairIsKeptAndHalfOfOneIsNoText() throws Exception {
    var response = gateway.post("/tasks", "{\"goal\": \"a \\ud83d\\ude00\"}");
    var id = Json.parse(response.body()).get("task_id").textValue();
    assertEquals("a \ud83d\ude00", gateway.json("/tasks/" + id).get("goal").textValue());
    for (var escape : List.of("\\ud800", "\\u0000")) {
      var rejected = gateway.post("/tasks", "{\"goal\": \"a" + escape + "b\"}");
      assertEquals(422, rejected.statusCode(), rejected.body());
      assertTrue(rejected.body().contains("\"field\":\"goal\""), rejected.body());
    }
    assertEquals(1, submitted().size());
  }

  @Test
  void aTaskIsShownWithAllDocumentedFields() throws Exception {
    var spec =
        new TaskSpec(
            "Do it",
            "/projects/myapp",
            Map.of("depth", 2),
            ApprovalMode.AUTO,
            Optional.empty(),
            Optional.of("research-report"),
            Map.of(),
            Priority.HIGH,
            new Budget(1_000, 0.5, 60, 10),
            false);
    var id = gateway.backend.newTask(new TaskId("t1"), spec);
    gateway.backend.plan(id);
    var response = gateway.get("/tasks/t1");
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.headers().firstValue("content-type").orElseThrow());
    try (var golden = TaskRoutesTest.class.getResourceAsStream("/golden/task.json")) {
      var expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(expected.strip(), Json.mapper().readTree(response.body()).toPrettyString());
    }
  }

  @Test
  void aTaskWithoutAPlanHasNullAndAFailedTaskListsItsErrors() throws Exception {
    var id = gateway.backend.newTask();
    var task = gateway.json("/tasks/" + id);
    assertTrue(task.get("plan").isNull());
    assertEquals(0, task.get("progress").get("total_subtasks").intValue());
    assertEquals(0.0, task.get("progress").get("percent_complete").doubleValue());
    gateway.backend.record(
        id,
        new TaskEvent.TaskFailed(
            0, 0, List.of(), "", "no model", "model", WorkspaceChanges.NONE, ModelUsage.NONE, 1));
    task = gateway.json("/tasks/" + id);
    assertEquals("failed", task.get("status").textValue());
    assertEquals("s1: it broke", task.get("errors").get(0).textValue());
    assertTrue(task.get("completed_at").isTextual());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "a%20b", "..%2f..%2fetc", "-x", "x%00", "a%7Bb%7D"})
  void anUnknownOrImpossibleTaskIsNotFoundEverywhere(String id) throws Exception {
    for (var path :
        List.of(
            "",
            "/subtasks",
            "/subtasks/s1",
            "/events",
            "/stream",
            "/tokens",
            "/questions",
            "/changes",
            "/conversation")) {
      var response = gateway.get("/tasks/" + id + path);
      assertEquals(404, response.statusCode(), path + response.body());
      var problem = Json.parse(response.body());
      assertEquals(
          "Task not found: " + java.net.URLDecoder.decode(id, StandardCharsets.UTF_8),
          problem.get("detail").textValue());
    }
  }

  @Test
  void subtasksAreShownOneByOneAndTogether() throws Exception {
    var id = gateway.backend.newTask();
    assertEquals("[]", gateway.get("/tasks/" + id + "/subtasks").body());
    gateway.backend.plan(id);
    assertEquals(2, gateway.json("/tasks/" + id + "/subtasks").size());
    var second = gateway.json("/tasks/" + id + "/subtasks/s2");
    assertEquals("running", second.get("status").textValue());
    assertEquals("s1", second.get("depends_on").get(0).textValue());
    var missing = gateway.get("/tasks/" + id + "/subtasks/s9");
    assertEquals(404, missing.statusCode());
    assertEquals("Subtask not found: s9", Json.parse(missing.body()).get("detail").textValue());
  }

  @Test
  void tasksAreListedByStatusAndUpToALimit() throws Exception {
    var first = gateway.backend.newTask();
    gateway.backend.newTask();
    gateway.backend.complete(first);
    assertEquals(2, gateway.json("/tasks").size());
    assertEquals(422, gateway.get("/tasks?status=&limit=").statusCode());
    assertEquals(1, gateway.json("/tasks?limit=1").size());
    assertEquals(2, gateway.json("/tasks?status=pending,completed").size());
    var completed = gateway.json("/tasks?status=completed");
    assertEquals(1, completed.size());
    assertEquals(first.value(), completed.get(0).get("task_id").textValue());
    assertEquals(
        List.of(
            "task_id",
            "goal",
            "status",
            "workspace",
            "created_at",
            "completed_at",
            "subtasks",
            "completed_subtasks"),
        completed.get(0).properties().stream().map(Map.Entry::getKey).toList());
  }

  @Test
  void everyPageNamesTheNextOne() throws Exception {
    var ids = new TreeSet<String>();
    for (var i = 0; i < 25; i++) {
      ids.add(gateway.backend.newTask().value());
    }
    var listed = new ArrayList<String>();
    var path = Optional.of("/tasks?limit=10&status=pending");
    while (path.isPresent()) {
      var page = gateway.get(path.get());
      Json.parse(page.body()).forEach(task -> listed.add(task.get("task_id").textValue()));
      path =
          page.headers()
              .firstValue("link")
              .map(link -> link.replaceFirst("^<(.*)>; rel=\"next\"$", "$1"));
    }
    assertEquals(25, listed.size());
    assertEquals(ids, new TreeSet<>(listed));
  }

  @Test
  void aTaskThatWaitsForAUserIsShownAsWaitingWhileOtherWorkRuns() throws Exception {
    var id = gateway.backend.newTask();
    gateway.backend.plan(id);
    assertEquals("executing", gateway.json("/tasks/" + id).get("status").textValue());
    gateway.backend.setPending(
        id,
        new PendingDecision.Question(
            "q1", new SubtaskId("s2"), "Which?", List.of(), FakeBackend.AT));
    assertEquals("waiting_approval", gateway.json("/tasks/" + id).get("status").textValue());
    var waiting = gateway.json("/tasks?status=waiting_approval");
    assertEquals(1, waiting.size());
    assertEquals("waiting_approval", waiting.get(0).get("status").textValue());
    assertEquals(0, gateway.json("/tasks?status=executing").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offset=1",
        "page=2",
        "foo=bar",
        "after=a%20b",
        "status=done",
        "status=COMPLETED",
        "limit=0",
        "limit=1001",
        "limit=x",
        "limit=1e2"
      })
  void anInvalidQueryParameterIsNamed(String query) throws Exception {
    var response = gateway.get("/tasks?" + query);
    assertEquals(422, response.statusCode(), response.body());
    var field = query.substring(0, query.indexOf('='));
    assertEquals(field, Json.parse(response.body()).get("errors").get(0).get("field").textValue());
  }
}
