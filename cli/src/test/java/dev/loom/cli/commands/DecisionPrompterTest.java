package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.loom.bus.json.Json;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checks the decisions that are sent without a terminal.
@Timeout(30)
class DecisionPrompterTest {
  private final Map<String, JsonNode> requests = new LinkedHashMap<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private HttpServer server;
  private DecisionPrompter prompter;
  private int status = 200;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.put(exchange.getRequestURI().toString(), Json.parse(body));
            exchange.sendResponseHeaders(status, 0);
            exchange
                .getResponseBody()
                .write("{\"detail\":\"Already decided.\"}".getBytes(StandardCharsets.UTF_8));
          }
        });
    server.start();
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    var screen = Screen.plain(new PrintStream(output, true));
    prompter = new DecisionPrompter(new LoomClient(address), "t1", screen, Set.of("rm -rf junk"));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void event(String type, String data) {
    prompter.onEvent(Json.parse("{\"event_type\":\"" + type + "\",\"data\":" + data + "}"));
  }

  @Test
  void approvalIsRejected() {
    event("approval_requested", "{\"subtask_id\":\"s1\",\"action_hash\":\"abc\"}");
    var body = requests.get("/tasks/t1/approve");
    assertEquals("s1", body.path("subtask_id").asText());
    assertEquals("abc", body.path("action_hash").asText());
    assertEquals("false", body.path("approved").asText());
    assertTrue(body.path("reason").asText().startsWith("It needs approval, and there is no"));
    assertTrue(prompter.hasRejectedUnasked());
  }

  @Test
  void commandThatWasAllowedBeforehandIsApprovedInTheSandboxOnly() {
    var request = "{\"details\":{\"args\":{\"command\":\"rm -rf junk\"%s}}}";
    event("approval_requested", request.formatted(""));
    assertEquals("true", requests.get("/tasks/t1/approve").path("approved").asText());
    event("approval_requested", request.formatted(",\"writable\":[\"/\"]"));
    assertEquals("false", requests.get("/tasks/t1/approve").path("approved").asText());
    event("approval_requested", request.replace("junk", "junk x").formatted(""));
    assertEquals("false", requests.get("/tasks/t1/approve").path("approved").asText());
  }

  @Test
  void questionIsLeftToTheModel() {
    event("question_asked", "{\"question_id\":\"q1\",\"question\":\"Which color?\"}");
    var answer = requests.get("/tasks/t1/questions/q1/answer").path("answer").asText();
    assertTrue(answer.contains("Decide yourself"), answer);
  }

  @Test
  void exhaustedBudgetFinishesTheTask() {
    event("budget_exhausted", "{\"question_id\":\"b1\"}");
    assertEquals("finish", requests.get("/tasks/t1/questions/b1/answer").path("answer").asText());
  }

  @Test
  void otherEventsSendNothing() {
    event("subtask_started", "{\"subtask_id\":\"s1\"}");
    assertEquals(Map.of(), requests);
  }

  @Test
  void errorResponseIsPrinted() {
    status = 409;
    event("budget_exhausted", "{\"question_id\":\"b1\"}");
    assertTrue(output.toString(StandardCharsets.UTF_8).contains("Already decided."));
  }
}
