package dev.loom.tools;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.HttpEgress;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.config.SandboxMode;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.tools.change.ChangeLog;
import dev.loom.tools.host.SharedHostState;
import dev.loom.tools.process.BackgroundProcesses;
import dev.loom.tools.process.CallProcesses;
import dev.loom.tools.sandbox.Confinement;
import dev.loom.tools.sandbox.SandboxSelection;
import dev.loom.tools.workspace.ConfinedWorkspace;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// A tool context with a real workspace and real processes, without a tool host.
public final class ToolHarness implements ToolContext, AutoCloseable {
  private static final Vertx VERTX = Vertx.vertx();

  private final String taskId;
  private final String stepId;
  private final ConfinedWorkspace workspace;
  private final CallProcesses processes;
  private HttpEgress http;

  public ToolHarness(Path root) throws IOException {
    this(root, "task", "subtask.1.1.1");
  }

  private static final SandboxSelection NO_SANDBOX =
      new SandboxSelection(SandboxMode.OFF, Confinement.none(Path.of("")).sandbox(), List.of());

  private static final Path NO_HOME = Path.of("/nonexistent");

  public ToolHarness(Path root, String taskId, String stepId) throws IOException {
    this.taskId = taskId;
    this.stepId = stepId;
    workspace = ConfinedWorkspace.open(root.toRealPath());
    processes =
        new CallProcesses(
            Confinement.none(workspace.root()), Map.of(), this::remainingTime, noBackground());
  }

  /// Shared state of a host whose tasks never end.
  public static SharedHostState shared(ToolsConfig config, ChangeLog changes) {
    return new SharedHostState(
        VERTX,
        config,
        NO_HOME,
        changes,
        new BackgroundProcesses(config.processes(), task -> new CompletableFuture<>()),
        NO_SANDBOX);
  }

  /// Allows no background process.
  public static BackgroundProcesses.OfTask noBackground() {
    var limits = new ToolsConfig.Processes(SandboxMode.OFF, List.of(), 512, 8_192, 8_192, 0, 0, 1);
    return new BackgroundProcesses.OfTask(
        new BackgroundProcesses(limits, task -> new CompletableFuture<>()),
        new TaskId("t"),
        new StepId("s.1.1.1"),
        "");
  }

  public ToolResult run(Tool tool, Map<String, Object> arguments) throws Exception {
    return tool.execute(new Arguments(arguments), this);
  }

  @Override
  public Workspace workspace() {
    return workspace;
  }

  @Override
  public ProcessRunner processRunner() {
    return processes;
  }

  /// Sets what sends the HTTP requests of the tools.
  public ToolHarness withHttp(HttpEgress egress) {
    http = egress;
    return this;
  }

  @Override
  public HttpEgress http() {
    return Objects.requireNonNull(http, "no test of this class uses HTTP");
  }

  @Override
  public void progress(String message) {}

  @Override
  public String taskId() {
    return taskId;
  }

  @Override
  public String subtaskId() {
    return "subtask";
  }

  @Override
  public String stepId() {
    return stepId;
  }

  @Override
  public boolean repeated() {
    return false;
  }

  @Override
  public Duration remainingTime() {
    return Duration.ofSeconds(30);
  }

  @Override
  public void close() throws IOException {
    processes.close();
    workspace.close();
  }
}
