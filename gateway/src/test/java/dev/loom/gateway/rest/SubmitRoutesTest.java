package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.gateway.RawHttp;
import dev.loom.gateway.TestGateway;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SubmitRoutesTest {
  private static final String PLAN = "{\"goal\": \"Do it\", \"plan_only\": true}";
  private static final long WAIT_NANOS_MAX = 20_000_000_000L;

  private TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  private HttpResponse<String> submit(String key, String body) throws Exception {
    return gateway.send("POST", "/tasks", body, "Idempotency-Key", key);
  }

  private List<SubmitTask> submitted() {
    return gateway.backend.received(SubmitTask.class);
  }

  private TaskId submittedTask() throws Exception {
    var start = System.nanoTime();
    while (gateway.json("/tasks").isEmpty()) {
      assertTrue(System.nanoTime() - start < WAIT_NANOS_MAX, "no task was submitted");
    }
    return new TaskId(gateway.json("/tasks").get(0).get("task_id").textValue());
  }

  @Test
  void aTaskCarriesItsPriorityAndItsBudget() throws Exception {
    gateway.close();
    gateway = TestGateway.start(withPrices());
    var body =
        """
        {"goal": "Do it", "priority": "high",
         "budget": {"max_tokens": 5000, "max_cost_usd": 0.5, "max_seconds": 60,
                    "max_tool_calls": 10}}""";
    assertEquals(201, gateway.post("/tasks", body).statusCode());
    assertEquals(201, gateway.post("/tasks", "{\"goal\": \"g\", \"budget\": {}}").statusCode());
    var spec = submitted().getFirst().spec();
    assertEquals(Priority.HIGH, spec.priority());
    assertEquals(new Budget(5_000, 0.5, 60, 10), spec.budget());
    assertEquals(Budget.NONE, submitted().getLast().spec().budget());
  }

  private static LoomConfig withPrices() {
    var model = ModelConfig.create("openai", "", "m", "");
    var prices = new ModelConfig.Prices(1, Optional.empty(), 2);
    return LoomConfig.defaults()
        .withModels(
            Map.of(
                "paid",
                new ModelConfig(
                    model.endpoint(),
                    model.roles(),
                    model.tier(),
                    model.generation(),
                    model.transcript(),
                    model.capabilities(),
                    prices)));
  }

  @Test
  void aLimitOnCostThatCannotBeKeptIsRefused() throws Exception {
    var response =
        gateway.post("/tasks", "{\"goal\": \"Do it\", \"budget\": {\"max_cost_usd\": 0.5}}");
    assertEquals(422, response.statusCode());
    var error = Json.parse(response.body()).get("errors").get(0);
    assertEquals("budget.max_cost_usd", error.get("field").textValue());
    assertTrue(submitted().isEmpty());
  }

  /// The models of the engine have no price in the first round, and have one in the second.
  @Test
  void theModelsAndTheBudgetOfATaskDecideWhetherItsCostCanBeLimited() throws Exception {
    var limited =
        """
        {"goal": "g", "budget": {"max_cost_usd": 1}, "settings": {"models.a.model": "m"}}""";
    resolveTo(new BudgetConfig(0, 0, 0, 0), withPrices().models());
    assertEquals(201, gateway.post("/tasks", limited).statusCode());

    gateway.close();
    gateway = TestGateway.start(withPrices());
    var free = Map.of("a", ModelConfig.create("openai", "", "m", ""));
    resolveTo(new BudgetConfig(0, 0, 0, 0), free);
    assertEquals(422, gateway.post("/tasks", limited).statusCode());
    assertEquals(201, gateway.post("/tasks", "{\"goal\": \"g\"}").statusCode());

    resolveTo(new BudgetConfig(0, 0.5, 0, 0), free);
    var configured =
        """
        {"goal": "g", "settings": {"budget.max_cost_usd": 0.5}}""";
    assertEquals(422, gateway.post("/tasks", configured).statusCode());
    assertEquals(1, submitted().size());
  }

  private void resolveTo(BudgetConfig budget, Map<String, ModelConfig> models) {
    var tasks = LoomConfig.defaults().tasks();
    gateway.backend.resolved =
        new ResolveSettings.Resolved(
            tasks.execution(), budget, tasks.verification(), models, Optional.empty());
  }

  @Test
  void aSubmittedTaskHasALocation() throws Exception {
    var response = gateway.post("/tasks", "{\"goal\": \"Do it\"}");
    var id = Json.parse(response.body()).get("task_id").textValue();
    assertEquals("/tasks/" + id, response.headers().firstValue("location").orElseThrow());
  }

  @Test
  void theSameRequestUnderTheSameKeyReturnsTheSameTask() throws Exception {
    var first = submit("k-1", "{\"goal\": \"Do it\", \"context\": {\"a\": 1, \"b\": [2]}}");
    assertEquals(201, first.statusCode(), first.body());
    assertTrue(first.headers().firstValue("idempotency-replayed").isEmpty());
    var again =
        submit(
            "k-1",
            "{ \"context\": {\"b\": [2], \"a\": 1}, \"process\": null, \"goal\": \"Do it\"}");
    assertEquals(201, again.statusCode(), again.body());
    assertEquals("true", again.headers().firstValue("idempotency-replayed").orElseThrow());
    assertEquals(first.body(), again.body());
    assertEquals(1, submitted().size());
    var key = submitted().getFirst().key().orElseThrow();
    assertEquals("k-1", key.key());
    assertTrue(key.requestHash().matches("[0-9a-f]{64}"), key.requestHash());
  }

  @Test
  void aRetryIsANewTaskOncePerKey() throws Exception {
    submit("k-1", "{\"goal\": \"Do it\"}");
    var path = "/tasks/" + submittedTask().value() + "/retry";
    var first = gateway.send("POST", path, "{}", "Idempotency-Key", "k-2");
    assertEquals(201, first.statusCode(), first.body());
    var again = gateway.send("POST", path, "{}", "Idempotency-Key", "k-2");
    assertEquals("true", again.headers().firstValue("idempotency-replayed").orElseThrow());
    assertEquals(first.body(), again.body());
    assertEquals(2, submitted().size());
    assertEquals(404, gateway.post("/tasks/unknown/retry", "{}").statusCode());
  }

  @Test
  void aReusedKeyWithADifferentRequestIsRejected() throws Exception {
    submit("k-1", "{\"goal\": \"Do it\"}");
    var other = submit("k-1", "{\"goal\": \"Do it\", \"priority\": \"low\"}");
    assertEquals(422, other.statusCode(), other.body());
    assertEquals("idempotency_key_reused", Json.parse(other.body()).get("code").textValue());
    assertEquals(201, submit("k-2", "{\"goal\": \"Do it\"}").statusCode());
    assertEquals(2, submitted().size());
  }

  @Test
  void anInvalidTaskWithAKeyKeepsItsOwnError() throws Exception {
    gateway.backend.failWith(
        Addresses.TASK_SUBMIT, ServiceException.invalid("Path does not exist: /nowhere").error());
    var failure = submit("k-1", "{\"goal\": \"Do it\", \"workspace\": \"/nowhere\"}");
    assertEquals(400, failure.statusCode());
    assertEquals("invalid", Json.parse(failure.body()).get("code").textValue());
    gateway.backend.failWith(
        Addresses.IDEMPOTENCY_KEY_FIND, ServiceException.overloaded("Busy.").error());
    assertEquals(400, submit("k-1", "{\"goal\": \"Do it\"}").statusCode());
  }

  @Test
  void anOverloadedEngineRepliesWithRetryAfter() throws Exception {
    gateway.backend.failWith(
        Addresses.TASK_SUBMIT, ServiceException.overloaded("10000 tasks wait already.").error());
    var failure = gateway.post("/tasks", "{\"goal\": \"Do it\"}");
    assertEquals(429, failure.statusCode());
    assertEquals("1", failure.headers().firstValue("retry-after").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ü", "tab\tin", "two"})
  void anInvalidKeyIsMalformed(String key) throws Exception {
    var header = "Idempotency-Key: " + key + "\r\n";
    var headers = key.equals("two") ? header + header : header;
    var response =
        RawHttp.send(
            gateway.port(),
            "POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + headers
                + "Content-Length: 15\r\nConnection: close\r\n\r\n{\"goal\": \"go!\"}");
    assertEquals(400, response.status(), response.text());
    assertEquals("malformed_idempotency_key", Json.parse(response.body()).get("code").textValue());
    assertEquals(List.of(), submitted());
  }

  @Test
  void aKeyMayHaveExactlyItsLargestLength() throws Exception {
    assertEquals(201, submit("k".repeat(255), "{\"goal\": \"Do it\"}").statusCode());
    assertEquals(400, submit("k".repeat(256), "{\"goal\": \"Do it\"}").statusCode());
  }

  private void finishPlan(TaskId task) {
    gateway.backend.plan(task);
    gateway.backend.record(
        task,
        new TaskEvent.TaskCompleted(
            0, 2, "A plan, as was asked.", WorkspaceChanges.NONE, ModelUsage.NONE, 0.1));
  }

  @Test
  void aPlanOnlySubmissionReturnsThePlan() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<String>> response = threads.submit(() -> gateway.post("/tasks", PLAN));
      finishPlan(submittedTask());
      assertEquals(200, response.get().statusCode(), response.get().body());
      var task = Json.parse(response.get().body());
      assertEquals("completed", task.get("status").textValue());
      assertTrue(task.get("plan_only").booleanValue());
      assertEquals(2, task.get("plan").get("subtasks").size());
    }
    assertTrue(submitted().getFirst().spec().planOnly());
  }

  @Test
  void aFailedPlanReturnsItsErrors() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<String>> response = threads.submit(() -> gateway.post("/tasks", PLAN));
      gateway.backend.record(
          submittedTask(),
          new TaskEvent.TaskFailed(
              0, 0, List.of(), "", "no", "model", WorkspaceChanges.NONE, ModelUsage.NONE, 1));
      assertEquals(200, response.get().statusCode());
      var task = Json.parse(response.get().body());
      assertEquals("failed", task.get("status").textValue());
      assertEquals(1, task.get("errors").size());
    }
  }

  @Test
  void anExistingPlanIsReturnedAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> submit("k-1", PLAN));
      finishPlan(submittedTask());
      assertEquals(200, first.get().statusCode());
    }
    var again = submit("k-1", PLAN);
    assertEquals(200, again.statusCode(), again.body());
    assertEquals("true", again.headers().firstValue("idempotency-replayed").orElseThrow());
    assertEquals("completed", Json.parse(again.body()).get("status").textValue());
  }

  @Test
  void aPlanThatExceedsTheWaitIsAcceptedWith202() throws Exception {
    gateway.close();
    var usual = ServerConfig.defaults();
    gateway =
        TestGateway.start(
            new ServerConfig(
                usual.host(),
                0,
                usual.access(),
                usual.requestBytesMax(),
                usual.streamsMax(),
                usual.streamStallSeconds(),
                1,
                usual.webhooks()));
    var response = gateway.post("/tasks", PLAN);
    assertEquals(202, response.statusCode(), response.body());
    var body = Json.parse(response.body());
    var task = body.get("task_id").textValue();
    assertTrue(body.get("message").textValue().contains("GET /tasks/" + task), response.body());
    assertEquals("pending", gateway.json("/tasks/" + task).get("status").textValue());
  }

  @Test
  void preferRespondAsyncReturnsAtOnce() throws Exception {
    var response = gateway.send("POST", "/tasks", PLAN, "Prefer", "wait=5, respond-async");
    assertEquals(202, response.statusCode(), response.body());
    assertEquals(
        "respond-async", response.headers().firstValue("preference-applied").orElseThrow());
    var usual = gateway.send("POST", "/tasks", "{\"goal\": \"g\"}", "Prefer", "respond-async");
    assertEquals(201, usual.statusCode());
  }

  @Test
  void aDisconnectedClientDoesNotCancelTheTask() throws Exception {
    try (var socket = new Socket("127.0.0.1", gateway.port())) {
      var head =
          "POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: "
              + PLAN.length()
              + "\r\n\r\n";
      socket.getOutputStream().write((head + PLAN).getBytes());
      submittedTask();
    }
    var task = submittedTask();
    assertEquals("pending", gateway.json("/tasks/" + task).get("status").textValue());
    finishPlan(task);
    assertEquals("completed", gateway.json("/tasks/" + task).get("status").textValue());
    assertEquals(List.of(), gateway.backend.received(dev.loom.contracts.task.ExecuteCommand.class));
  }

  @Test
  void aPlanWaitFailsWithTheErrorOfTheStore() throws Exception {
    gateway.backend.failWith(Addresses.TASK_FIND, ServiceException.overloaded("Busy.").error());
    assertEquals(429, gateway.post("/tasks", PLAN).statusCode());
  }
}
