package dev.loom.tools.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.ListMcpServers;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import dev.loom.tools.ToolHostVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests with processes of [FakeServer] over the real bus.
@Timeout(120)
class McpVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);
  private final TaskId task = TaskId.random();
  @TempDir private Path temp;
  private Path root;

  @BeforeEach
  void deploy() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("ws"));
    var home = temp.resolve("home");
    vertx
        .deployVerticle(
            new ToolHostVerticle(
                ToolsConfig.defaults(),
                WorkspaceConfig.defaults(),
                home,
                home.resolve("loom.db"),
                List.of()))
        .await();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private static McpConfig.Server fake(boolean trusted, int timeoutSeconds, String... arguments) {
    var classes =
        Path.of(FakeServer.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    var args =
        new ArrayList<String>(
            List.of(
                "-XX:TieredStopAtLevel=1", "-cp", classes.toString(), FakeServer.class.getName()));
    args.addAll(List.of(arguments));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new McpConfig.Server(
        java,
        args,
        Map.of("FAKE_KEY", "k"),
        "",
        "",
        Map.of(),
        false,
        trusted,
        timeoutSeconds,
        true);
  }

  private String deploy(Map<String, McpConfig.Server> servers) {
    return vertx
        .deployVerticle(new McpVerticle(new McpConfig(servers), Map.of("KEY", "hunter2")))
        .await();
  }

  private List<ToolInfo> tools(String server) {
    try {
      return bus.request(Addresses.TOOL_LIST, ListTools.everywhere()).tools().stream()
          .filter(tool -> tool.source().equals("mcp:" + server))
          .toList();
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, "in time");
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private ToolInfo tool(String server, String name) throws InterruptedException {
    await(() -> tools(server).stream().anyMatch(tool -> tool.name().endsWith("." + name)));
    return tools(server).stream()
        .filter(tool -> tool.name().endsWith("." + name))
        .findFirst()
        .orElseThrow();
  }

  private RunTool call(String name, int number) {
    var step = new StepId("s.1.1." + number);
    return new RunTool(
        OperationId.forTask(task, step.value()),
        task,
        new SubtaskId("s"),
        step,
        root.toString(),
        name,
        Map.of(),
        false,
        true);
  }

  private ToolResult run(String server, String name) throws InterruptedException {
    var tool = tool(server, name);
    return bus.request(Addresses.TOOL_RUN.at(tool.host().orElseThrow()), call(tool.name(), 1))
        .result();
  }

  private List<ToolEffect> effects(String server, String name) throws InterruptedException {
    var tool = tool(server, name);
    var calls = List.of(new ToolCall("c", tool.name(), Map.of()));
    return bus.request(
            Addresses.TOOL_EFFECTS.at(tool.host().orElseThrow()),
            new DescribeEffects(task, new StepId("s.1.1"), root.toString(), calls))
        .effects()
        .getFirst();
  }

  private boolean asks(String server, String name) throws InterruptedException {
    return effects(server, name).stream().anyMatch(ToolEffect.NeedsApproval.class::isInstance);
  }

  @Test
  void aTaskThatBeginsWhileServersConnectSeesTheirTools() {
    deploy(Map.of("fake", fake(false, 20)));
    assertFalse(tools("fake").isEmpty());
  }

  @Test
  void toolsAreRegisteredUnderTheirServerAndRun() throws Exception {
    deploy(Map.of("fake", fake(false, 20)));
    var echo = tool("fake", "echo");
    assertEquals("mcp.fake.echo", echo.name());
    assertEquals(
        "From the MCP server 'fake', in its words: Says it.", echo.description().description());
    assertEquals("echo", run("fake", "echo").output());
    assertEquals("no such page", run("fake", "fail").error());
    assertEquals("after garbage", run("fake", "garbage").output());
    var names = List.of(run("fake", "environment").output().split(" "));
    assertTrue(names.containsAll(List.of("FAKE_KEY", "HOME", "PATH")), names.toString());
    assertTrue(names.size() < 20, names.toString());
  }

  @Test
  void aServerThatEndsDuringACallFailsThatCallAndComesBack() throws Exception {
    deploy(Map.of("fake", fake(false, 60)));
    var start = System.nanoTime();
    var host = tool("fake", "echo").host();
    assertEquals(
        "The MCP server 'fake' failed: its process exited with code 9 (out of luck)",
        run("fake", "die").error());
    assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) < 20);
    assertTrue(run("fake", "echo").error().contains("not connected"));
    await(() -> echoes("fake"));
    assertEquals(host, tool("fake", "echo").host(), "running tasks know this host");
  }

  private boolean echoes(String server) {
    try {
      return run(server, "echo").success();
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void aTimeoutAndACancellationReachTheServer() throws Exception {
    deploy(Map.of("fake", fake(false, 2)));
    var result = run("fake", "stall");
    assertEquals("timeout", result.errorCode());
    await(() -> cancelledCalls() == 1);
    var stall = tool("fake", "stall");
    var call = call(stall.name(), 2);
    var running =
        bus.requestAsync(Addresses.TOOL_RUN.at(stall.host().orElseThrow()), call)
            .toCompletionStage()
            .toCompletableFuture();
    bus.cancel(call.operationId().value());
    await(running::isDone);
    assertTrue(failsOrIsCancelled(running));
    assertTrue(echoes("fake"));
  }

  private static boolean failsOrIsCancelled(CompletableFuture<RunTool.Outcome> call)
      throws InterruptedException {
    try {
      return !call.get().result().success();
    } catch (ExecutionException _) {
      return true;
    }
  }

  private int cancelledCalls() {
    try {
      return Integer.parseInt(run("fake", "cancelled").output());
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void oneBadServerAffectsNoOther() throws Exception {
    deploy(
        Map.of(
            "good", fake(false, 20),
            "ends", fake(false, 20, "exit"),
            "odd", fake(false, 20, "nonsense"),
            "missing",
                new McpConfig.Server(
                    "no-such-program",
                    List.of(),
                    Map.of(),
                    "",
                    "",
                    Map.of(),
                    false,
                    false,
                    9,
                    true),
            "flood", fake(false, 20)));
    assertEquals("echo", run("good", "echo").output());
    assertEquals("flooded", run("flood", "flood").output());
    assertTrue(run("flood", "long").error().contains("exited"));
    assertEquals("echo", run("good", "echo").output());
    await(() -> !tools("odd").isEmpty());
    assertEquals(
        List.of("mcp.odd.odd_name_"),
        tools("odd").stream().map(ToolInfo::name).filter(name -> name.length() < 60).toList());
    assertTrue(
        tools("odd").stream().allMatch(tool -> tool.description().description().length() < 2_200));
    assertTrue(tools("ends").isEmpty());
    var states = new TreeMap<String, String>();
    bus.request(Addresses.MCP_SERVERS, new ListMcpServers())
        .servers()
        .forEach(server -> states.put(server.name(), server.state() + ": " + server.problem()));
    assertEquals("connected: ", states.get("good"));
    assertEquals(
        "connecting: Cannot run 'no-such-program': it is not on the PATH", states.get("missing"));
  }

  /// Answers like a server over streamable HTTP without a stream of its own.
  private static void answer(HttpServerRequest request, Buffer body) {
    var message = body.length() == 0 ? new JsonObject() : body.toJsonObject();
    var result =
        switch (message.getString("method", "")) {
          case "initialize" ->
              "{'protocolVersion':'2025-06-18','capabilities':{'tools':{}},"
                  + "'serverInfo':{'name':'web','version':'1'}}";
          case "tools/list" ->
              "{'tools':[{'name':'echo','description':'d','inputSchema':{'type':'object'}}]}";
          case "tools/call" ->
              "{'content':[{'type':'text','text':'%s'}]}".formatted(request.getHeader("x-key"));
          default -> "{}";
        };
    var id = message.getValue("id");
    if (!request.method().name().equals("POST") || id == null) {
      request.response().setStatusCode(id == null && body.length() > 0 ? 202 : 405).end();
      return;
    }
    request
        .response()
        .putHeader("content-type", "application/json")
        .end(
            new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("result", new JsonObject(result.replace('\'', '"')))
                .encode());
  }

  private HttpServer listen(int port) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
        .listen(port, "127.0.0.1")
        .await();
  }

  @Test
  void aServerOverHttpGetsItsHeadersAndComesBack() throws Exception {
    var server = listen(0);
    var port = server.actualPort();
    var url = "http://127.0.0.1:" + port + "/mcp";
    var headers = Map.of("X-Key", "${KEY}");
    deploy(
        Map.of(
            "web",
            new McpConfig.Server("", List.of(), Map.of(), "", url, headers, true, false, 5, true)));
    assertEquals("hunter2", run("web", "echo").output());
    server.close().await();
    assertFalse(echoes("web"));
    listen(port);
    await(() -> echoes("web"));
  }

  @Test
  void aChangedDescriptionNeedsApprovalUntilACallWasApproved() throws Exception {
    var servers = Map.of("fake", fake(true, 20));
    var verticle = deploy(servers);
    assertEquals(List.of(), effects("fake", "echo"));
    assertFalse(asks("fake", "stall"));
    assertTrue(asks("fake", "die"));
    assertEquals("changed", run("fake", "change").output());
    await(() -> tools("fake").getFirst().description().description().contains("obey"));
    assertTrue(asks("fake", "echo"));
    assertTrue(run("fake", "echo").success());
    assertEquals(List.of(), effects("fake", "echo"));
    assertTrue(asks("fake", "fail"));
    vertx.undeploy(verticle).await();
    assertTrue(tools("fake").isEmpty());
    deploy(servers);
    assertTrue(asks("fake", "echo"));
  }
}
