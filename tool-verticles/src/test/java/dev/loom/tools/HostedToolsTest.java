package dev.loom.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.Topic;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.ToolHostId;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolScope;
import dev.loom.contracts.tool.ToolsChanged;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests over the real bus.
@Timeout(60)
class HostedToolsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);
  private final TaskId task = TaskId.random();
  @TempDir private Path temp;
  private Path root;
  private String engine;

  /// Writes a file.
  private record NoteTool(String name) implements Tool {
    @Override
    public ToolDescriptor descriptor() {
      return ToolDescriptor.of(name, "Writes a note.", Map.of("type", "object"));
    }

    @Override
    public List<ToolEffect> effects(Arguments arguments) {
      return List.of(new ToolEffect.WritesPath("note"));
    }

    @Override
    public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
      context.workspace().write("note", "x".getBytes(StandardCharsets.UTF_8));
      return ToolResult.ok("noted");
    }
  }

  @BeforeEach
  void deploy() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("ws"));
    var verticle =
        new ToolHostVerticle(
            ToolsConfig.defaults(),
            WorkspaceConfig.defaults(),
            temp.resolve("home"),
            temp.resolve("home/loom.db"),
            List.of());
    engine = vertx.deployVerticle(verticle).await();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private HostedTools register(String source, String... names) {
    var tools = List.of(names).stream().<Tool>map(NoteTool::new).toList();
    return HostedTools.register(vertx, source, new ToolScope.Everywhere(), tools).await();
  }

  private ToolHostId hostOf(String tool) throws InterruptedException {
    var catalogue = bus.request(Addresses.TOOL_LIST, ListTools.everywhere());
    return catalogue.find(tool).orElseThrow().host().orElseThrow();
  }

  private ToolResult run(ToolHostId host, String tool) throws InterruptedException {
    var step = new StepId("s.1.1.1");
    var call =
        new RunTool(
            OperationId.forTask(task, step.value()),
            task,
            new SubtaskId("s"),
            step,
            root.toString(),
            tool,
            Map.of(),
            false,
            false);
    return bus.request(Addresses.TOOL_RUN.at(host), call).result();
  }

  @Test
  void aRegisteredToolRunsAtItsOwnAddressAndItsFileChangesCanBeUndone() throws Exception {
    register("verticle:notes", "note");
    var host = hostOf("note");
    assertEquals(
        List.of(List.of(new ToolEffect.WritesPath("note"))),
        bus.request(
                Addresses.TOOL_EFFECTS.at(host),
                new DescribeEffects(
                    task, new StepId("s.1.1"), "/w", List.of(new ToolCall("c", "note", Map.of()))))
            .effects());
    var changed = List.of(new FileChange("note", FileChange.Kind.CREATED));
    assertEquals(ToolResult.ok("noted").withFilesChanged(changed), run(host, "note"));
    bus.request(
        Addresses.CHANGES_UNDO,
        new UndoChanges(task, root.toString(), new UndoChanges.WholeTask()));
    assertFalse(Files.exists(root.resolve("note")));
  }

  @Test
  void changesAreAnnounced() throws Exception {
    var changes = new LinkedBlockingQueue<ToolsChanged>();
    bus.subscribe(Addresses.TOOLS_CHANGED, Topic.ALL_KEYS, changes::add).await();
    register("verticle:notes", "note").close().await();
    assertEquals(new ToolsChanged(List.of("note"), List.of()), changes.take());
    assertEquals(new ToolsChanged(List.of(), List.of("note")), changes.take());
  }

  @Test
  void aWithdrawnToolServesTheTasksThatKnowItUntilItIsClosed() throws Exception {
    var tools = register("verticle:notes", "note");
    var host = hostOf("note");
    assertEquals(List.of("note"), tools.withdraw().await());
    assertTrue(bus.request(Addresses.TOOL_LIST, ListTools.everywhere()).find("note").isEmpty());
    assertTrue(run(host, "note").success());
    tools.close().await();
    var failure = assertThrows(ServiceException.class, () -> run(host, "note"));
    assertEquals(ServiceError.Code.UNAVAILABLE, failure.error().code());
  }

  @Test
  void toolsWhoseNameIsInUseAreRefused() {
    var failure =
        assertThrows(ServiceException.class, () -> register("verticle:notes", "read_file"));
    assertEquals(
        "The tool 'read_file' of 'verticle:notes' was not registered: a tool of 'builtin' has this"
            + " name.",
        failure.getMessage());
  }

  @Test
  void withoutAnEngineToolsAreRefused() {
    vertx.undeploy(engine).await();
    assertEquals(
        "No engine runs on this Vert.x instance",
        assertThrows(IllegalStateException.class, () -> register("a", "note")).getMessage());
  }
}
