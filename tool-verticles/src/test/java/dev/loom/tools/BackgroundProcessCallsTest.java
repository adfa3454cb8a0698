package dev.loom.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.BackgroundProcess;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.AwaitTask;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import dev.loom.contracts.tool.ToolScope;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Calls a tool that starts background processes, over the real bus.
@Timeout(60)
class BackgroundProcessCallsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);
  private final TaskId task = TaskId.random();
  private final Promise<AwaitTask.Awaited> taskEnd = Promise.promise();
  private final StartTool tool = new StartTool();
  @TempDir private Path temp;
  private Path root;
  private String engine;
  private int steps;

  /// Starts `script`, and behaves as `then` says.
  private static final class StartTool implements Tool {
    private BackgroundProcess process;
    private Path root;

    @Override
    public ToolDescriptor descriptor() {
      return ToolDescriptor.of("start", "Starts a script.", Map.of("type", "object"));
    }

    @Override
    public Duration timeLimit() {
      return Duration.ofSeconds(2);
    }

    @Override
    public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
      process =
          context.processRunner().start(List.of("sh", "-c", arguments.text("script")), Map.of());
      switch (arguments.text("then")) {
        case "fail" -> throw new IOException("failed");
        case "wait" -> Thread.sleep(Duration.ofSeconds(60));
        case "await" -> awaitCondition(() -> Files.exists(root.resolve("ready")));
        case "await_end" -> awaitCondition(() -> !process.isRunning());
        default -> {}
      }
      return ToolResult.ok(process.id());
    }
  }

  @BeforeEach
  void deploy() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("ws"));
    tool.root = root;
    bus.handleAsync(Addresses.TASK_AWAIT, request -> taskEnd.future()).await();
    var verticle =
        new ToolHostVerticle(
            ToolsConfig.defaults(),
            WorkspaceConfig.defaults(),
            temp.resolve("home"),
            temp.resolve("home/loom.db"),
            List.of(tool));
    engine = vertx.deployVerticle(verticle).await();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
    assertTrue(tool.process == null || !tool.process.isRunning());
  }

  private ToolResult run(String script, String then) throws InterruptedException {
    var host = bus.request(Addresses.TOOL_LIST, ListTools.everywhere()).find("start");
    var step = new StepId("s.1.1." + ++steps);
    var call =
        new RunTool(
            OperationId.forTask(task, step.value()),
            task,
            new SubtaskId("s"),
            step,
            root.toString(),
            "start",
            Map.of("script", script, "then", then),
            false,
            false);
    return bus.request(
            host.flatMap(ToolInfo::host).map(Addresses.TOOL_RUN::at).orElse(Addresses.TOOL_RUN),
            call)
        .result();
  }

  private static void awaitCondition(BooleanSupplier condition) throws InterruptedException {
    for (var i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(5);
    }
    assertTrue(condition.getAsBoolean(), "the condition was not reached");
  }

  @Test
  void theResultNamesTheProcessAndSaysThatLaterFileChangesAreUnknown() throws Exception {
    var result = run("touch early ready; sleep 60", "await");
    assertTrue(tool.process.isRunning());
    assertEquals(
        Map.of("background_processes", List.of("s.1.1.1"), "files_changed_unknown", true),
        result.data());
    assertEquals(
        List.of(
            new FileChange("early", FileChange.Kind.CREATED),
            new FileChange("ready", FileChange.Kind.CREATED)),
        result.filesChanged());
    assertTrue(
        result
            .output()
            .endsWith(
                "because what the background process (s.1.1.1) changes after the call is not recorded."),
        result.output());
  }

  @Test
  void allChangesOfAProcessThatHasEndedWithinTheCallAreKnown() throws Exception {
    var result = run("touch a", "await_end");
    assertEquals(Map.of("background_processes", List.of("s.1.1.1")), result.data());
    assertEquals(List.of(new FileChange("a", FileChange.Kind.CREATED)), result.filesChanged());
    assertEquals("s.1.1.1", result.output());
  }

  @Test
  void aCallThatFailsOrTimesOutLeavesNoProcess() throws Exception {
    assertEquals(ToolResult.fail("failed"), run("sleep 60", "fail"));
    awaitCondition(() -> !tool.process.isRunning());
    assertEquals("timeout", run("sleep 60", "wait").errorCode());
    awaitCondition(() -> !tool.process.isRunning());
  }

  @Test
  void theEndOfTheTaskStopsItsProcesses() throws Exception {
    run("sleep 60", "");
    assertTrue(tool.process.isRunning());
    taskEnd.fail(ServiceException.notFound("no such task"));
    awaitCondition(() -> !tool.process.isRunning());
  }

  @Test
  void theEndOfTheToolHostStopsItsProcesses() throws Exception {
    run("sleep 60", "");
    vertx.undeploy(engine).await(10, TimeUnit.SECONDS);
    assertFalse(tool.process.isRunning());
  }

  @Test
  void theEndOfAHostInAVerticleStopsItsProcesses() throws Exception {
    vertx.undeploy(engine).await(10, TimeUnit.SECONDS);
    vertx
        .deployVerticle(
            new ToolHostVerticle(
                ToolsConfig.defaults(),
                WorkspaceConfig.defaults(),
                temp.resolve("home"),
                temp.resolve("home/loom.db"),
                List.of()))
        .await();
    var tools =
        HostedTools.register(vertx, "verticle:x", new ToolScope.Everywhere(), List.of(tool))
            .await();
    run("sleep 60", "");
    assertTrue(tool.process.isRunning());
    tools.close().await();
    assertFalse(tool.process.isRunning());
  }
}
