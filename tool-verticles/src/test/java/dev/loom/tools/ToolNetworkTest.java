package dev.loom.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.HttpEgress;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// HTTP and progress of calls, over the real bus and to a real server.
@Timeout(60)
class ToolNetworkTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final StepId STEP = new StepId("s.1.1.1");
  @TempDir private Path temp;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);
  private final LinkedBlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
  private int port;

  /// Requests a path of an address, and reports that as progress.
  private record FetchTool(String declared, Duration timeLimit) implements Tool {
    @Override
    public ToolDescriptor descriptor() {
      return ToolDescriptor.of("fetch", "Fetches a page.", Map.of("type", "object"));
    }

    @Override
    public List<ToolEffect> effects(Arguments arguments) {
      return List.of(new ToolEffect.ReachesNetwork(declared));
    }

    @Override
    public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
      var uri = URI.create(arguments.text("url"));
      context.progress("Fetching\n" + uri.getPath());
      return ToolResult.ok(context.http().send(HttpEgress.Request.get(uri)).text());
    }
  }

  @BeforeEach
  void listen() {
    var server = vertx.createHttpServer().requestHandler(this::answer);
    port = server.listen(0, "127.0.0.1").await().actualPort();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    requests.add(request);
    if (request.path().equals("/page")) {
      request.response().end("the page");
    }
  }

  private void deploy(List<String> allowedHosts, String declared, Duration timeLimit) {
    var config =
        new ToolsConfig(
            4, 1_000, 5, 0, 0, 0, 30, false, ToolsConfig.Processes.defaults(), allowedHosts);
    var tools = List.<Tool>of(new FetchTool(declared, timeLimit));
    vertx
        .deployVerticle(
            new ToolHostVerticle(
                config,
                WorkspaceConfig.defaults(),
                temp.resolve("home"),
                temp.resolve("home/loom.db"),
                tools))
        .await();
  }

  private RunTool call(String path) throws Exception {
    return new RunTool(
        OperationId.forTask(TASK, STEP.value()),
        TASK,
        new SubtaskId("s"),
        STEP,
        temp.toRealPath().toString(),
        "fetch",
        Map.of("url", "http://127.0.0.1:" + port + path),
        false,
        false);
  }

  @Test
  void aCallReachesADeclaredAndAllowedHostAndItsProgressIsPublished() throws Exception {
    var progress = new LinkedBlockingQueue<TransientEvent>();
    bus.subscribe(Addresses.TRANSIENT_EVENTS, TASK.value(), progress::add).await();
    deploy(List.of("127.0.0.1"), "127.0.0.1", Duration.ofSeconds(20));
    assertEquals(
        ToolResult.ok("the page"), bus.request(Addresses.TOOL_RUN, call("/page")).result());
    assertEquals(
        new TransientEvent(
            TASK, new TaskEvent.ToolProgress(new SubtaskId("s"), STEP, "fetch", "Fetching /page")),
        progress.take());
  }

  @Test
  void aHostThatIsNotAllowedIsNotReached() throws Exception {
    deploy(List.of(), "127.0.0.1", Duration.ofSeconds(20));
    assertEquals(
        "Requests to '127.0.0.1' are refused: its address 127.0.0.1 is not public. A user can allow"
            + " it with tools.http_allowed_hosts.",
        bus.request(Addresses.TOOL_RUN, call("/page")).result().error());
    assertTrue(requests.isEmpty());
  }

  @Test
  void aHostThatTheCallDoesNotDeclareIsNotReached() throws Exception {
    deploy(List.of("127.0.0.1"), "example.org", Duration.ofSeconds(20));
    assertEquals(
        "The request is refused: the call does not declare that it reaches '127.0.0.1'.",
        bus.request(Addresses.TOOL_RUN, call("/page")).result().error());
    assertTrue(requests.isEmpty());
  }

  @Test
  void aRequestEndsWithTheTimeOfItsCall() throws Exception {
    deploy(List.of("127.0.0.1"), "127.0.0.1", Duration.ofSeconds(1));
    var error = bus.request(Addresses.TOOL_RUN, call("/silent")).result().error();
    assertTrue(
        List.of("Tool 'fetch' timed out after 1s", "'127.0.0.1' did not answer in time.")
            .contains(error),
        error);
  }

  @Test
  void aCancelledCallClosesItsConnection() throws Exception {
    deploy(List.of("127.0.0.1"), "127.0.0.1", Duration.ofSeconds(50));
    var call = call("/silent");
    var outcome = new CompletableFuture<Object>();
    bus.requestAsync(Addresses.TOOL_RUN, call)
        .onComplete(outcome::complete, outcome::completeExceptionally);
    var closed = new CountDownLatch(1);
    requests.take().connection().closeHandler(_ -> closed.countDown());
    bus.cancel(call.operationId().value());
    assertThrows(ExecutionException.class, () -> outcome.get(20, TimeUnit.SECONDS));
    assertTrue(closed.await(20, TimeUnit.SECONDS));
  }

  @Test
  void anInvalidAllowedHostIsRefusedWhenTheEngineStarts() {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> deploy(List.of("10.0.0.0/40"), "a", Duration.ofSeconds(1)));
    assertEquals(
        "tools.http_allowed_hosts: '10.0.0.0/40' is no host name, IP address or CIDR block",
        failure.getMessage());
  }
}
