package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.loom.bus.json.Json;
import dev.loom.cli.ScriptedModelServer.Call;
import dev.loom.cli.ScriptedModelServer.Conversation;
import dev.loom.cli.ScriptedModelServer.Reply;
import dev.loom.cli.ScriptedModelServer.Role;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the packaged `loom serve` and clients that follow the user guide.
@Timeout(180)
class ServeCommandIT {
  private static final String SCRIPT = "/guide/loom-agent.sh";

  @TempDir static Path temp;
  private static ScriptedModelServer model;
  private static LoomProcess server;
  private static LoomRestClient rest;
  private static Path workspace;

  /// Delays model turns of tasks whose goal asks for it.
  private static final CountDownLatch RELEASED = new CountDownLatch(1);

  @BeforeAll
  static void startServer() throws Exception {
    workspace = Files.createDirectory(temp.resolve("myapp"));
    model = ScriptedModelServer.start(ServeCommandIT::reply);
    server = LoomLauncher.forHome(temp.resolve("home"), temp).withModel(model.baseUrl()).serve();
    rest = LoomRestClient.forAddress(server.address());
  }

  @AfterAll
  static void end() {
    RELEASED.countDown();
    Stream.of(rest, server, model).forEach(ServeCommandIT::close);
  }

  private static void close(AutoCloseable opened) {
    try (opened) {
      assertNotNull(opened);
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Reply reply(Role role, Conversation conversation) throws InterruptedException {
    return switch (role) {
      case PLANNER -> new Reply.Text(plan());
      case VERIFIER -> ScriptedModelServer.passed();
      case EXECUTOR -> {
        if (conversation.text().contains("after the signal")) {
          RELEASED.await();
        }
        var subtask = conversation.heading("Subtask");
        yield conversation.toolOutputs().isEmpty()
            ? new Reply.Calls(
                List.of(
                    new Call(
                        "write_file",
                        Map.of("path", subtask + ".txt", "content", "by " + subtask))))
            : new Reply.Text("Wrote " + subtask + ".txt.");
      }
    };
  }

  private static String plan() {
    var subtasks = new ArrayList<Map<String, Object>>();
    for (var id : List.of("one", "two", "three")) {
      subtasks.add(
          Map.of(
              "id",
              id,
              "description",
              "write " + id,
              "depends_on",
              id.equals("three") ? List.of("one", "two") : List.of(),
              "model_tier",
              1,
              "verification_tier",
              2,
              "is_critical_path",
              false,
              "acceptance_criteria",
              id + ".txt exists"));
    }
    return Json.write(Map.of("subtasks", subtasks));
  }

  private static Map<String, String> task(String goal) {
    return Map.of("goal", goal, "workspace", workspace.toString());
  }

  // ---- the guide, section 8 ----

  @Test
  void bashAgentOfTheGuideRunsUnchanged() throws Exception {
    for (var program : List.of("bash", "curl", "jq")) {
      assumeTrue(isOnPath(program), "the script of the guide needs " + program);
    }
    var script = temp.resolve("loom-agent.sh");
    try (var text = ServeCommandIT.class.getResourceAsStream(SCRIPT)) {
      Files.write(script, text.readAllBytes());
    }
    var builder =
        new ProcessBuilder("bash", script.toString(), "Write the three parts", workspace.toString())
            .redirectErrorStream(true);
    builder.environment().put("LOOM_URL", server.address().toString());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.matches("(?s)Task \\S+ submitted\n(Status: \\w+\n)*Done!\n"), output);
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  // ---- the guide, section 1 ----

  @Test
  void taskIsSubmittedPolledAndReportedToItsCallback() throws Exception {
    var calls = new LinkedBlockingQueue<JsonNode>();
    var agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.createContext(
        "/done",
        exchange -> {
          try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            calls.add(Json.parse(new String(body, StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    agent.start();
    try {
      var own = Files.createDirectory(temp.resolve("called-back"));
      var id =
          rest.submit(
              Map.of(
                  "goal",
                  "Refactor the authentication module to use JWT tokens",
                  "workspace",
                  own.toString(),
                  "context",
                  Map.of("constraints", List.of("Don't break existing tests")),
                  "approval_mode",
                  "auto",
                  "callback_url",
                  "http://127.0.0.1:" + agent.getAddress().getPort() + "/done"));
      var task = rest.awaitFinished(id);
      assertEquals("completed", task.path("status").asText(), task.toString());
      assertEquals(3, task.path("plan").path("subtasks").size());
      assertEquals(3, task.path("progress").path("completed").asInt());
      assertEquals("by three", Files.readString(own.resolve("three.txt")));

      var called = calls.poll(60, TimeUnit.SECONDS);
      assertNotNull(called, "no callback was received");
      assertEquals(id, called.path("task_id").asText());
      assertEquals("completed", called.path("status").asText());
      assertEquals(3, called.path("subtasks_completed").asInt());
      assertEquals(0, called.path("subtasks_failed").asInt());
      assertEquals(3, called.path("workspace_changes").path("files_created").asInt());
    } finally {
      agent.stop(0);
    }
  }

  @Test
  void lateSubscribersReceiveEveryEvent() throws Exception {
    var id = rest.submit(task("Write the three parts after the signal"));
    PollingDeadline.after(java.time.Duration.ofSeconds(60))
        .until("it executes", () -> rest.task(id).path("status").asText().equals("executing"));
    // One subscriber while the task runs, one after its end. The server closes each stream;
    // otherwise these calls would not return.
    var meanwhile =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return rest.events(id);
              } catch (IOException | InterruptedException broken) {
                throw new IllegalStateException(broken);
              }
            });
    RELEASED.countDown();
    var live = recorded(meanwhile.get(60, TimeUnit.SECONDS));
    var late = recorded(rest.events(id));
    assertEquals(
        LongStream.rangeClosed(1, live.size()).boxed().toList(),
        live.stream().map(LoomRestClient.Event::id).toList());
    assertEquals(live, late);
    assertEquals("task_submitted", live.getFirst().type());
    assertEquals("task_completed", live.getLast().type());
    assertTrue(
        live.stream()
            .map(LoomRestClient.Event::type)
            .toList()
            .containsAll(
                List.of(
                    "task_planning",
                    "task_plan_ready",
                    "task_executing",
                    "subtask_started",
                    "tool_call_started",
                    "tool_call_completed",
                    "subtask_completed")));
  }

  /// Returns the journaled events; tokens are not journaled.
  private static List<LoomRestClient.Event> recorded(List<LoomRestClient.Event> events) {
    return events.stream().filter(event -> !event.type().equals("token_streamed")).toList();
  }

  @Test
  void otherEndpointsOfTheGuideRespond() throws Exception {
    for (var path : List.of("/tasks", "/health", "/models", "/tools", "/processes")) {
      assertEquals(200, rest.get(path).statusCode(), path);
    }
    assertEquals(404, rest.get("/tasks/nope").statusCode());
  }

  // ---- request checks ----

  @Test
  void foreignHostGets421() throws Exception {
    try (var socket = new Socket(server.address().getHost(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /tasks HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 421 "), answer);
      assertTrue(answer.contains("server.allowed_hosts"), answer);
    }
  }

  @Test
  void foreignOriginGets403AndStartsNothing() throws Exception {
    var before = rest.get("/tasks").body();
    var request =
        rest.request("/tasks")
            .header("Origin", "http://evil.example")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(task("steal"))))
            .build();
    assertProblem(403, "origin", rest.http().send(request, BodyHandlers.ofString()));
    assertEquals(Json.parse(before).size(), Json.parse(rest.get("/tasks").body()).size());
  }

  @Test
  void bodyOfTwoMegabytesGets413() throws Exception {
    assertProblem(
        413, "request_bytes_max", rest.post("/tasks", Json.write(task("x".repeat(2_000_000)))));
  }

  @Test
  void invalidJsonGets400() throws Exception {
    assertProblem(400, "JSON", rest.post("/tasks", "{\"goal\": "));
  }

  @Test
  void unknownWorkspaceGets400AndIsNamed() throws Exception {
    var nowhere = temp.resolve("nowhere").toString();
    assertProblem(
        400,
        "Path does not exist: " + nowhere,
        rest.post("/tasks", Json.write(Map.of("goal", "g", "workspace", nowhere))));
  }

  private static void assertProblem(int status, String detail, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertTrue(
        answer.headers().firstValue("content-type").orElse("").contains("problem+json"),
        answer.headers().toString());
    var output = Json.parse(answer.body()).path("detail").asText();
    assertTrue(output.contains(detail), output);
  }
}
