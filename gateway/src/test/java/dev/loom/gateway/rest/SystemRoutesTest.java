package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.json.Json;
import dev.loom.gateway.FakeBackend;
import dev.loom.gateway.TestGateway;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void healthIsDegradedWhileTheStoreDoesNotReply() throws Exception {
    var answer = gateway.get("/health");
    assertEquals(200, answer.statusCode());
    var body = Json.parse(answer.body());
    assertEquals("ok", body.get("status").textValue());
    assertEquals("1.2.3", body.get("version").textValue());
    assertTrue(body.get("uptime_seconds").isIntegralNumber());
    gateway.backend.stopReplying(Addresses.TASK_LIST);
    answer = gateway.get("/health");
    assertEquals(503, answer.statusCode());
    assertEquals("degraded", Json.parse(answer.body()).get("status").textValue());
  }

  @Test
  void theIndexNamesTheRoutes() throws Exception {
    var routes = gateway.json("/").get("routes").toString();
    assertTrue(routes.contains("/tasks/{task}/stream GET HEAD"), routes);
    assertTrue(routes.contains("/tasks GET HEAD"), routes);
    assertTrue(routes.contains("/tasks POST"), routes);
  }

  @Test
  void modelsToolsAndProcessesAreListed() throws Exception {
    assertEquals(
        "[{\"name\":\"executor\",\"model\":\"qwen3:8b\",\"provider\":\"ollama\",\"tier\":1,"
            + "\"roles\":[\"executor\"],\"healthy\":true,\"problem\":\"\",\"circuit\":\"closed\","
            + "\"input_price_usd\":0.0,\"output_price_usd\":0.0,\"calls_in_flight\":0,"
            + "\"calls\":0,\"failures\":0,\"rate_limited\":0,\"estimated_answers\":0,"
            + "\"usage\":{\"input_tokens\":0,\"output_tokens\":0,\"cached_input_tokens\":0,"
            + "\"cost_usd\":0.0}}]",
        gateway.get("/models").body());
    assertEquals(
        "[{\"name\":\"read_file\",\"description\":\"Reads.\",\"parameters\":{\"type\":\"object\"},"
            + "\"read_only\":true,\"timeout_seconds\":1.5}]",
        gateway.get("/tools").body());
    assertEquals(
        "[{\"name\":\"research-report\",\"version\":\"1.0\",\"description\":\"Synthesis\","
            + "\"phases\":4,\"mode\":\"guided\",\"source\":\"built-in\"}]",
        gateway.get("/processes").body());
  }

  @Test
  void aLongTextComesAsPlainText() throws Exception {
    var answer = gateway.get("/blobs/" + FakeBackend.BLOB);
    assertEquals(200, answer.statusCode());
    assertEquals(
        "text/plain; charset=utf-8", answer.headers().firstValue("content-type").orElseThrow());
    assertEquals("a long text\n<b>ü</b>", answer.body());
    assertEquals(404, gateway.get("/blobs/" + "0".repeat(64)).statusCode());
    assertEquals(404, gateway.get("/blobs/..%2f..%2fetc%2fpasswd").statusCode());
    assertEquals(404, gateway.get("/blobs/" + "AB".repeat(32)).statusCode());
  }

  @Test
  void headReturnsOnlyTheHeaders() throws Exception {
    var id = gateway.backend.newTask();
    var got = gateway.get("/tasks/" + id);
    var head = gateway.send("HEAD", "/tasks/" + id, null);
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(
        got.headers().firstValue("content-length"), head.headers().firstValue("content-length"));
  }

  @Test
  void theDoctorReportsEveryCheckAndTheOverallResult() throws Exception {
    assertTrue(gateway.json("/doctor").get("clean").booleanValue());
    gateway.backend.setAuditReport(
        new AuditReport(
            List.of(
                new AuditReport.Check("journals fold", 7, List.of()),
                new AuditReport.Check("no gap", 9, List.of("Task t1 lacks event 4.")))));
    var answer = gateway.get("/doctor");
    assertEquals(200, answer.statusCode());
    assertEquals(
        "{\"clean\":false,\"checks\":[{\"name\":\"journals fold\",\"examined\":7,\"findings\":[]},"
            + "{\"name\":\"no gap\",\"examined\":9,\"findings\":[\"Task t1 lacks event 4.\"]}]}",
        answer.body());
    gateway.backend.failWith(
        Addresses.TASK_AUDIT, ServiceError.failed("The file is broken.", false));
    assertEquals(502, gateway.get("/doctor").statusCode());
  }

  @Test
  void theConfigurationIsShownWithoutAnySecret() throws Exception {
    var usual = LoomConfig.defaults();
    var model =
        new ModelConfig(
            "openai_compatible",
            "http://user:hunter1@localhost/v1",
            "qwen3",
            Set.of(ModelRole.EXECUTOR),
            4_096,
            2,
            "hunter2",
            Optional.empty(),
            0,
            0);
    var server =
        new ServerConfig("127.0.0.1", 0, List.of(), List.of(), 2_048, 10, 30, 9, "hunter3");
    var mcp =
        new McpConfig.Server("npx", List.of("--key=hunter4"), Map.of("K", "hunter5"), "", 30, true);
    var config =
        new LoomConfig(
            server,
            Map.of("big", model),
            usual.modelCalls(),
            usual.execution(),
            usual.budget(),
            usual.verification(),
            usual.tools(),
            usual.memory(),
            usual.workspace(),
            new McpConfig(Map.of("notion", mcp)));
    try (var others = TestGateway.start(config)) {
      var text = others.get("/config").body();
      assertFalse(text.contains("hunter"), text);
      var shown = Json.parse(text);
      assertEquals(others.port(), shown.get("server").get("port").intValue());
      assertTrue(shown.get("server").get("webhooks_signed").booleanValue());
      assertEquals("qwen3", shown.get("models").get("big").get("model").textValue());
      assertEquals(4_096, shown.get("models").get("big").get("max_tokens").intValue());
      assertEquals(50, shown.get("execution").get("max_loop_iterations").intValue());
      assertEquals(3, shown.get("execution").get("max_subtask_retries").intValue());
      assertEquals("notion", shown.get("mcp").get("servers").get(0).textValue());
      assertFalse(server.toString().contains("hunter"), server.toString());
    }
  }
}
