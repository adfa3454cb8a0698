package dev.loom.engine.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.trust.ProjectTrust;
import dev.loom.engine.behaviour.RunningLoom.ApiResponse;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests the responses of the REST routes.
@Timeout(60)
class ApiCasesTest {
  @TempDir static Path directory;

  private static RunningLoom loom;

  @BeforeAll
  static void start() {
    loom =
        RunningLoom.start(
            directory,
            "models.keyed.provider",
            "openai_compatible",
            "models.keyed.base_url",
            "http://127.0.0.1:9/v1",
            "models.keyed.model",
            "some-model",
            "models.keyed.roles",
            "extractor",
            "models.keyed.tier",
            "3",
            "models.keyed.api_key",
            "${CASES_KEY}");
  }

  @AfterAll
  static void stop() {
    loom.close();
  }

  private static void assertProblem(int status, String part, ApiResponse response) {
    assertEquals(status, response.status(), response.body().toString());
    assertTrue(response.text("detail").contains(part), response.body().toString());
  }

  private static Set<String> names(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> each.path(field).asText())
        .collect(Collectors.toSet());
  }

  private static Script done() {
    return Script.plans(Step.of("a"));
  }

  private static ApiResponse submit(String field, Object value) {
    return loom.post("/tasks", Map.of("goal", "anything", field, value));
  }

  @Case(1)
  void healthSaysOkAndWhichVersion() {
    var health = loom.get("/health");
    assertEquals(200, health.status());
    assertEquals("ok", health.text("status"));
    assertFalse(health.text("version").isBlank());
  }

  @Case(2)
  void everyToolIsListedWithItsSchema() {
    var tools = loom.get("/tools").body();
    assertEquals(
        Set.of(
            "read_file",
            "write_file",
            "edit_file",
            "delete_file",
            "move_file",
            "list_directory",
            "search_files",
            "glob_find",
            "shell_execute",
            "git_command",
            "web_fetch",
            "web_search",
            "calculator"),
        names(tools, "name"));
    tools.forEach(tool -> assertEquals("object", tool.path("parameters").path("type").asText()));
  }

  @Case(3)
  void everyModelIsListedWithItsOwnIdItsTierAndItsRoles() {
    var models = loom.get("/models").body();
    assertEquals(Set.of("scripted", "keyed"), names(models, "name"));
    for (var model : models) {
      if (model.path("name").asText().equals("keyed")) {
        assertEquals("some-model", model.path("model").asText());
        assertEquals(3, model.path("tier").asInt());
        assertEquals("[\"extractor\"]", model.path("roles").toString());
      }
    }
  }

  @Case(4)
  void theConfigurationNeverShowsAKey() {
    var config = loom.get("/config");
    assertTrue(config.body().path("models").has("keyed"), config.body().toString());
    for (var secret : List.of("sk-very-secret", "CASES_KEY", "api_key")) {
      assertFalse(config.response().body().contains(secret), secret);
      assertFalse(loom.get("/models").response().body().contains(secret), secret);
    }
  }

  @Case(5)
  void aGoalIsAcceptedAsPendingUnderAnId() {
    var response =
        loom.post(
            "/tasks", Map.of("goal", loom.goal(done()), "workspace", loom.folder().toString()));
    assertEquals(201, response.status());
    assertFalse(response.text("task_id").isBlank());
    assertEquals("pending", response.text("status"));
    assertFalse(response.text("message").isBlank());
    assertEquals("completed", task(response).ended().path("status").asText());
  }

  private static SubmittedTask task(ApiResponse created) {
    return loom.task(created.text("task_id"), directory);
  }

  @Case(6)
  void aRequestWithoutAGoalIsRejectedNamingTheField() {
    var response = loom.post("/tasks", Map.of());
    assertProblem(422, "goal: is required", response);
    assertEquals(Set.of("goal"), names(response.body().path("errors"), "field"));
  }

  @Case(7)
  void aGoalThatIsNotAStringIsRejected() {
    assertProblem(422, "goal: must be a string", loom.post("/tasks", Map.of("goal", 5)));
  }

  @Case(8)
  void aBodyThatIsNotJsonIsMalformed() {
    assertProblem(400, "not JSON", loom.postText("/tasks", "{\"goal\": "));
  }

  @Case(9)
  void aMissingWorkspaceIsRejectedWithItsPath() {
    var missing = directory.resolve("not-there").toString();
    assertProblem(400, missing, submit("workspace", missing));
  }

  @Case(10)
  void aWorkspaceThatIsAFileIsRejectedWithItsPath() throws Exception {
    var file = Files.writeString(loom.folder().resolve("file"), "x").toString();
    assertProblem(400, file, submit("workspace", file));
  }

  @Case(11)
  void anUnknownProcessIsRejectedListingTheAvailableOnes() {
    var response = submit("process", "no-such-process");
    assertProblem(400, "Process not found: 'no-such-process'. Available: ", response);
    assertProblem(400, "research-report", response);
  }

  private static Path process(Path folder, String name, String yaml) throws Exception {
    Files.createDirectories(folder);
    var text = "name: " + name + "\nversion: \"1.0\"\ndescription: \"d\"\n" + yaml;
    return Files.writeString(folder.resolve(name + ".yaml"), text);
  }

  private static ApiResponse submitWith(String process, Path workspace) {
    return loom.post(
        "/tasks",
        Map.of("goal", loom.goal(done()), "workspace", workspace.toString(), "process", process));
  }

  @Case(12)
  void aProcessWithAMissingToolIsRejectedNamingTheTool() throws Exception {
    var workspace = loom.folder();
    var yaml = "phases:\n  - {id: a, description: d}\ntools:\n  required: [read_file, teleport]\n";
    process(workspace.resolve("loom-processes"), "needy", yaml);
    new ProjectTrust(loom.home()).trust(workspace);
    assertProblem(400, "requires missing tool(s): teleport", submitWith("needy", workspace));
  }

  @Case(14)
  void processesAreFoundInTheWorkspaceAndInLoomsHome() throws Exception {
    var workspace = loom.folder();
    var phases = "phase_mode: strict\nphases:\n  - {id: a, description: do it}\n";
    process(workspace.resolve(".loom/processes"), "of-the-workspace", phases);
    assertProblem(400, "is not trusted", submitWith("of-the-workspace", workspace));
    new ProjectTrust(loom.home()).trust(workspace);
    process(loom.home().resolve("processes"), "of-the-home", phases);
    for (var name : List.of("of-the-workspace", "of-the-home")) {
      var response = submitWith(name, workspace);
      assertEquals(201, response.status(), response.body().toString());
      assertEquals(name, task(response).ended().path("process").asText());
    }
    assertProblem(400, "not found", submitWith("of-the-workspace", loom.folder()));
  }

  @Case(15)
  void aBrokenProcessIsRejectedAsAClientError() throws Exception {
    var workspace = loom.folder();
    process(workspace.resolve("loom-processes"), "broken", "phases:\n  - {description: d}\n");
    assertProblem(400, "1 validation error(s)", submitWith("broken", workspace));
  }

  @Case(16)
  void anUnknownApprovalModeIsRejectedListingTheModes() {
    assertProblem(422, "auto, manual, confidence_threshold", submit("approval_mode", "whenever"));
  }

  @Case(17)
  void tasksAreListedAndFilteredByStatus() {
    var task = loom.submit(done());
    task.ended();
    assertTrue(names(loom.get("/tasks").body(), "task_id").contains(task.id()));
    var completed = loom.get("/tasks?status=completed").body();
    assertTrue(names(completed, "task_id").contains(task.id()));
    assertEquals(Set.of("completed"), names(completed, "status"));
    var failed = loom.get("/tasks?status=failed").body();
    assertFalse(names(failed, "task_id").contains(task.id()));
  }

  @Case(18)
  void aRunningTaskIsListedAsExecuting() {
    var held = new CountDownLatch(1);
    var task =
        loom.submit(
            Script.of(
                turn -> {
                  held.await();
                  return Turn.says("done");
                }));
    task.awaited("subtask_started");
    var executing = loom.get("/tasks?status=executing").body();
    assertTrue(names(executing, "task_id").contains(task.id()), executing.toString());
    held.countDown();
    assertEquals("completed", task.ended().path("status").asText());
  }

  @Case(19)
  void everyRouteOfAnUnknownTaskReturns404() {
    var unknown = loom.task("no-such-task", directory);
    var steering = Map.of("instruction", "i");
    var answers =
        List.of(
            loom.get(unknown.path("")),
            loom.get(unknown.path("/stream")),
            loom.get(unknown.path("/tokens")),
            loom.get(unknown.path("/events")),
            loom.get(unknown.path("/conversation")),
            loom.get(unknown.path("/subtasks")),
            loom.get(unknown.path("/subtasks/a")),
            loom.get(unknown.path("/changes")),
            loom.get(unknown.path("/questions")),
            loom.delete(unknown.path("")),
            loom.patch(unknown.path(""), steering),
            unknown.cancel(),
            unknown.steer("i"),
            unknown.approve("a"),
            loom.post(unknown.path("/message"), Map.of("message", "m")),
            loom.post(unknown.path("/feedback"), Map.of("rating", 4)));
    answers.forEach(response -> assertProblem(404, "Task not found: no-such-task", response));
  }

  @Case(20)
  void anUnknownSubtaskIsNotFound() {
    var task = loom.submit(done());
    task.ended();
    assertProblem(404, "Subtask not found: zzz", loom.get(task.path("/subtasks/zzz")));
  }

  @Case(23)
  void steeringAFinishedTaskConflictsWithItsStatus() {
    var task = loom.submit(done());
    task.ended();
    assertProblem(409, "completed", task.steer("do more"));
    assertProblem(409, "completed", loom.patch(task.path(""), Map.of("instruction", "more")));
    assertProblem(409, "completed", loom.post(task.path("/message"), Map.of("message", "more")));
  }

  @Case(24)
  void anInstructionDuringAnApprovalReachesTheNextTurn() {
    var userText = new AtomicReference<>("");
    var task =
        loom.submit(
            Script.of(
                Script.turns(
                    turn -> Turn.runs("rm -rf build"),
                    turn -> {
                      userText.set(turn.userText());
                      return Turn.says("done");
                    })));
    task.awaited("approval_requested");
    assertEquals(200, task.steer("use blue paint").status());
    assertEquals("waiting_approval", task.status());
    task.approve("a");
    assertEquals("completed", task.ended().path("status").asText());
    assertTrue(userText.get().contains("use blue paint"), userText.get());
  }

  @Case(25)
  void feedbackOnAFinishedTaskAppearsInItsConversation() {
    var task = loom.submit(done());
    task.ended();
    var given = loom.post(task.path("/feedback"), Map.of("feedback", "too long a report"));
    assertEquals(200, given.status(), given.body().toString());
    var line = loom.get(task.path("/conversation")).body().path(0);
    assertEquals("[\"feedback\"]", line.path("tags").toString());
    assertEquals("too long a report", line.path("message").asText());
  }

  @Case(26)
  void ratingAndCommentAreRecorded() {
    var task = loom.submit(done());
    task.ended();
    var given = loom.post(task.path("/feedback"), Map.of("rating", 4, "comment", "Good but short"));
    assertEquals(200, given.status(), given.body().toString());
    assertEquals(
        "{\"rating\":4,\"comment\":\"Good but short\"}",
        task.now().path("feedback").path(0).toString());
  }

  @Case(27)
  void cancelAndSteerWorkThroughBothRoutes() {
    for (var guide : List.of(true, false)) {
      var task = loom.submit(Script.of(Script.after(Turn.runs("rm -rf build"))));
      task.awaited("approval_requested");
      var steered = guide ? task.steer("i") : loom.patch(task.path(""), Map.of("instruction", "i"));
      assertEquals("ok", steered.text("status"), steered.body().toString());
      var cancelled = guide ? task.cancel() : loom.delete(task.path(""));
      assertEquals("cancelled", cancelled.text("status"), cancelled.body().toString());
    }
  }

  @Case(28)
  void anApprovalWithoutAPendingRequestConflicts() {
    var held = new CountDownLatch(1);
    var task =
        loom.submit(
            Script.of(
                turn -> {
                  held.await();
                  return Turn.says("done");
                }));
    task.awaited("subtask_started");
    var response = task.approve("a");
    assertProblem(
        409,
        "Subtask a does not wait for an approval; it may have been decided already.",
        response);
    assertProblem(404, "Subtask not found: zzz", task.approve("zzz"));
    held.countDown();
    assertEquals("completed", task.ended().path("status").asText());
  }

  @Case(29)
  void onlyOwnOriginsPassThePreflight() {
    assertEquals(204, preflight(loom.address().toString()));
    assertEquals(403, preflight("http://localhost:1"));
    assertEquals(403, preflight("http://evil.example"));
  }

  private static int preflight(String origin) {
    return loom.send(
            loom.to("/tasks")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()))
        .status();
  }
}
