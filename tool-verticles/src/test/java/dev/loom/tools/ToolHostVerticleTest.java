package dev.loom.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests the module over the real bus.
@Timeout(60)
class ToolHostVerticleTest {
  /// Arguments that no other process has.
  private static final String SECONDS = "60." + System.nanoTime();

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);
  private final TaskId task = TaskId.random();
  @TempDir private Path temp;
  private Path root;
  private String deployment;

  @BeforeEach
  void deploy() throws Exception {
    root = Files.createDirectory(temp.toRealPath().resolve("ws"));
    deployment = deploy(List.of());
  }

  private String deploy(List<Tool> extraTools) throws Exception {
    var verticle =
        new ToolHostVerticle(
            ToolsConfig.defaults(),
            WorkspaceConfig.defaults(),
            temp.resolve("home"),
            temp.resolve("home/loom.db"),
            extraTools);
    return vertx
        .deployVerticle(verticle)
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private RunTool call(String tool, Map<String, Object> arguments) {
    var step = new StepId("s.1.1.1");
    return new RunTool(
        OperationId.forTask(task, step.value()),
        task,
        new SubtaskId("s"),
        step,
        root.toString(),
        tool,
        arguments,
        false,
        false);
  }

  @Test
  void aToolRunsAndItsOutcomeComesBack() throws Exception {
    var written =
        bus.request(Addresses.TOOL_RUN, call("write_file", Map.of("path", "a/f", "content", "hi")));
    assertEquals(
        ToolResult.ok("Wrote 2 bytes to a/f")
            .withFilesChanged(List.of(new FileChange("a/f", FileChange.Kind.CREATED))),
        written.result());
    assertEquals(
        ToolResult.ok("hi").withData(Map.of("lines", 1, "chars", 2)),
        bus.request(Addresses.TOOL_RUN, call("read_file", Map.of("path", "a/f"))).result());
    assertEquals(
        ToolResult.fail(
            "outside_workspace", "Safety violation: Path '../x' escapes workspace '" + root + "'"),
        bus.request(Addresses.TOOL_RUN, call("read_file", Map.of("path", "../x"))).result());
  }

  @Test
  void theTemporaryFilesOfATaskEndWithIt() throws Exception {
    var temporary = temp.toRealPath().resolve("home/sandbox/tmp");
    var ended = Files.createDirectories(temporary.resolve(task.value()));
    var other = Files.createDirectories(temporary.resolve("other"));
    Files.writeString(ended.resolve("f"), "x");
    var entry = new JournalEntry(task, 9, EventType.TASK_CANCELLED, Instant.EPOCH, "{}", "{}");
    bus.publish(Addresses.TASK_EVENTS, task.value(), entry);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          while (Files.exists(ended)) {
            Thread.onSpinWait();
          }
        });
    assertTrue(Files.exists(other));
  }

  @Test
  void changesAreListedAndUndoneOverTheBus() throws Exception {
    bus.request(Addresses.TOOL_RUN, call("write_file", Map.of("path", "f", "content", "hi")));
    var list = new ListChanges(task, root.toString(), Optional.empty(), true);
    var change = bus.request(Addresses.CHANGES_LIST, list).changes().getFirst();
    assertEquals(1, change.changeId());
    assertEquals("write_file", change.tool());
    assertEquals(new SubtaskId("s"), change.subtaskId());
    assertTrue(change.diff().startsWith("--- /dev/null\n+++ b/f\n"), change.diff());
    assertEquals(
        new UndoChanges.Undone(
            List.of(new FileChange("f", FileChange.Kind.DELETED)), List.of(1L), List.of()),
        bus.request(
            Addresses.CHANGES_UNDO,
            new UndoChanges(task, root.toString(), new UndoChanges.WholeTask())));
    assertFalse(Files.exists(root.resolve("f")));
  }

  @Test
  void theCatalogueListsTheToolsByName() throws Exception {
    var catalogue = bus.request(Addresses.TOOL_LIST, ListTools.everywhere());
    assertEquals(13, catalogue.tools().size());
    assertTrue(catalogue.find("shell_execute").isPresent());
  }

  @Test
  void workspacesAreInspectedAndRead() throws Exception {
    Files.writeString(root.resolve("f"), "text");
    assertEquals(
        new InspectWorkspace.WorkspaceInfo(root.toString(), "f"),
        bus.request(Addresses.WORKSPACE_INSPECT, new InspectWorkspace(root.toString(), true)));
    assertEquals(
        new ReadWorkspaceFile.Content("f", true, 4, "te"),
        bus.request(Addresses.WORKSPACE_READ, new ReadWorkspaceFile(root.toString(), "f", 2)));
    var failure =
        assertThrows(
            ServiceException.class,
            () ->
                bus.request(Addresses.WORKSPACE_INSPECT, new InspectWorkspace(root + "/no", true)));
    assertEquals(
        ServiceException.invalid("Path does not exist: " + root + "/no").error(), failure.error());
  }

  @Test
  void aCancelledCommandIsDeadBeforeItsErrorReplyArrives() throws Exception {
    var script = "setsid sleep %1$s & touch ready; sleep %1$s".formatted(SECONDS);
    var reply =
        bus.requestAsync(Addresses.TOOL_RUN, call("shell_execute", Map.of("command", script)))
            .toCompletionStage()
            .toCompletableFuture();
    awaitFile(root.resolve("ready"));
    for (var i = 0; i < 1_000 && sleeping() < 2; i++) {
      Thread.sleep(5); // The shell is about to become the second one.
    }
    assertEquals(2, sleeping());
    bus.cancel(OperationId.taskPrefix(task));
    var failure = assertThrows(ExecutionException.class, () -> reply.get(5, TimeUnit.SECONDS));
    assertEquals(
        ServiceException.cancelled().error(), ((ServiceException) failure.getCause()).error());
    assertEquals(0, sleeping());
  }

  @Test
  void undeployingEndsRunningCommands() throws Exception {
    var script = "touch ready; sleep " + SECONDS;
    bus.requestAsync(Addresses.TOOL_RUN, call("shell_execute", Map.of("command", script)));
    awaitFile(root.resolve("ready"));
    vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertEquals(0, sleeping());
  }

  /// Counts the running processes of the test. Process ids inside a sandbox are others.
  private static long sleeping() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .arguments()
                    .filter(a -> List.of(a).equals(List.of(SECONDS)))
                    .isPresent())
        .count();
  }

  private static void awaitFile(Path file) throws InterruptedException {
    for (var i = 0; i < 2_000 && !Files.exists(file); i++) {
      Thread.sleep(5);
    }
    assertTrue(Files.exists(file), "the command never started");
  }

  @Test
  void aPluginWithABuiltInNameFailsTheDeployment() {
    var failure =
        assertThrows(ExecutionException.class, () -> deploy(List.of(new DuplicateReadFileTool())));
    assertEquals(
        "Duplicate tool name 'read_file'; rename the tool of the plug-in",
        failure.getCause().getMessage());
    assertTrue(failure.getCause() instanceof IllegalArgumentException);
  }

  private static final class DuplicateReadFileTool implements Tool {
    @Override
    public ToolDescriptor descriptor() {
      return ToolDescriptor.of(
          "read_file", "Pretends to be the real one.", Map.of("type", "object"));
    }

    @Override
    public ToolResult execute(Arguments arguments, ToolContext context) {
      return ToolResult.ok("");
    }
  }
}
