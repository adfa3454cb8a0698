package dev.loom.tools.host;

import dev.loom.api.tool.HttpEgress;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.change.CallChangeRecorder;
import dev.loom.tools.process.BackgroundProcesses;
import dev.loom.tools.process.CallProcesses;
import dev.loom.tools.sandbox.Confinement;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.PathGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Provides the workspace, processes and HTTP of one call. Closing it kills the processes and ends
/// progress and the recording of file changes. Background processes go on if the call was
/// successful; a tool may turn an interrupt into a failure.
final class ToolCallContext implements ToolContext, AutoCloseable {
  private final RunTool call;
  private final CallTimeout timeout;
  private final CallChangeRecorder recorder;
  private final ConfinedWorkspace confinedWorkspace;
  private final CallProcesses processes;
  private final Workspace workspace;
  private final ProcessRunner processRunner;
  private final HttpEgress http;
  private final ProgressReporter progress;

  /// @param recorder records the file changes of the call; closed with this context
  /// @param home Loom's own directory
  /// @param background the background processes of the task
  /// @param confinement what the processes may reach
  /// @throws IOException if the workspace cannot be opened
  ToolCallContext(
      RunTool call,
      Path home,
      CallTimeout timeout,
      CallChangeRecorder recorder,
      BackgroundProcesses.OfTask background,
      Confinement confinement,
      HttpEgress http,
      ProgressReporter progress)
      throws IOException {
    this.call = call;
    this.timeout = timeout;
    this.http = http;
    this.progress = progress;
    if (call.workspace().isEmpty()) {
      throw new IOException("No workspace set");
    }
    this.recorder = recorder;
    this.confinedWorkspace =
        ConfinedWorkspace.open(Path.of(call.workspace()), PathGuard.of(home, call.approved()));
    this.processes = new CallProcesses(confinement, callIds(call), timeout::remaining, background);
    this.workspace = recorder.wrap(confinedWorkspace);
    this.processRunner = recorder.wrap(processes, confinement.guardedFiles(call.approved()));
  }

  /// An opaque id, because with the id of the task a process could address the engine.
  private static Map<String, String> callIds(RunTool call) {
    return Map.of("LOOM_CALL_ID", Sha256.hex(call.taskId().value() + " " + call.stepId().value()));
  }

  @Override
  public Workspace workspace() {
    return workspace;
  }

  @Override
  public ProcessRunner processRunner() {
    return processRunner;
  }

  @Override
  public HttpEgress http() {
    return http;
  }

  @Override
  public void progress(String message) {
    progress.report(message);
  }

  @Override
  public String taskId() {
    return call.taskId().value();
  }

  @Override
  public String subtaskId() {
    return call.subtaskId().value();
  }

  @Override
  public String stepId() {
    return call.stepId().value();
  }

  @Override
  public boolean repeated() {
    return call.repeated();
  }

  @Override
  public Duration remainingTime() {
    return timeout.remaining();
  }

  /// Returns what the processes that did not end by themselves had written.
  String unfinishedOutput() {
    return processes.unfinishedOutput();
  }

  /// Leaves the background processes of the call running and names them in its result.
  ToolResult keepBackground(ToolResult result) {
    var ids = processes.keepBackground();
    return ids.isEmpty() ? result : result.plusData(ToolResult.BACKGROUND_PROCESSES, ids);
  }

  @Override
  public void close() throws IOException {
    progress.close();
    processes.close();
    recorder.close();
    confinedWorkspace.close();
  }
}
