package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// Records the file changes of one tool call. No cost until the call writes a file or starts a
/// process. Thread-safe.
public final class CallChangeRecorder {
  private static final Logger LOG = System.getLogger(CallChangeRecorder.class.getName());

  private final ChangeLog changeLog;
  private final RunTool call;
  private final List<FileTransition> completed = new ArrayList<>();

  /// The path as the tool wrote it, by resolved path.
  private final Map<String, String> names = new TreeMap<>();

  private ConfinedWorkspace workspace;
  private TaskChangeLog taskLog;
  private FileCache fileCache;
  private RecordingProcessRunner commands;
  private boolean incomplete;

  /// Changes of all attempts of a repeated call, set by [#close].
  private Optional<List<FileChange>> changesOfAllAttempts = Optional.empty();

  CallChangeRecorder(ChangeLog changeLog, RunTool call) {
    this.changeLog = changeLog;
    this.call = call;
  }

  /// Wraps the workspace so that writes of the tool are recorded.
  ///
  /// @param opened closed by the caller, after this recorder
  public Workspace wrap(ConfinedWorkspace opened) {
    this.workspace = opened;
    return new RecordingWorkspace(opened, this);
  }

  /// Wraps the process runner so that file changes made by processes are recorded.
  public ProcessRunner wrap(ProcessRunner delegate) {
    commands = new RecordingProcessRunner(delegate, this);
    return commands;
  }

  ConfinedWorkspace workspace() {
    return workspace;
  }

  CurrentFiles currentFiles() {
    return new CurrentFiles(workspace, changeLog.contents(), changeLog.limits());
  }

  Optional<WorkspaceSnapshot> takeSnapshot() throws IOException {
    return changeLog.takeSnapshot(workspace);
  }

  /// The cache of the workspace's files, in use until this recorder is closed.
  synchronized FileCache fileCache() {
    if (fileCache == null) {
      fileCache = changeLog.acquireFileCache(workspace.root());
    }
    return fileCache;
  }

  UndoLimits limits() {
    return changeLog.limits();
  }

  ContentStore contents() {
    return changeLog.contents();
  }

  Path pendingFile() {
    return changeLog.pendingFile(call.taskId(), call.stepId());
  }

  RunTool call() {
    return call;
  }

  /// The task's change log, recovered if a crash left it incomplete.
  synchronized TaskChangeLog taskLog() throws IOException {
    if (taskLog == null) {
      taskLog = changeLog.openTaskLog(call.taskId(), workspace);
    }
    return taskLog;
  }

  FileTransition transition(
      String path, FileVersion before, FileVersion after, int newDirectories) {
    return new FileTransition(
        call.subtaskId(),
        call.stepId(),
        call.tool(),
        path,
        before,
        after,
        newDirectories,
        Instant.now());
  }

  /// Appends to the task's change log. Other calls may append here on behalf of this call, even
  /// after it has ended.
  void append(List<? extends ChangeLogLine> lines, boolean durable) throws IOException {
    changeLog.append(call.taskId(), workspace.root(), List.copyOf(lines), durable);
  }

  synchronized void addName(String path, String requestedPath) {
    names.putIfAbsent(path, requestedPath);
  }

  synchronized void completed(List<FileTransition> transitions) {
    completed.addAll(transitions);
  }

  /// Marks the record as incomplete: the workspace has too many files to compare, or recording
  /// failed.
  synchronized void markIncomplete() {
    incomplete = true;
  }

  <T> T runUninterrupted(Callable<T> work) throws IOException {
    return changeLog.runUninterrupted(work);
  }

  /// Ends recording. All processes of the call must have ended.
  public void close() {
    try {
      if (commands != null) {
        commands.close();
      }
      if (call.repeated() && workspace != null) {
        changesOfAllAttempts = changeLog.changesOf(call, workspace);
      }
    } catch (IOException unrecorded) {
      recordingFailed(unrecorded);
    } finally {
      release();
    }
  }

  /// Reports that the changes of a finished process could not be recorded. The next engine start
  /// recovers them from the manifest.
  void recordingFailed(IOException unrecorded) {
    markIncomplete();
    LOG.log(
        Level.WARNING,
        "The file changes of step {0} of task {1} were not recorded: {2}",
        call.stepId(),
        call.taskId(),
        unrecorded.getMessage());
  }

  private synchronized void release() {
    if (taskLog != null) {
      taskLog.release();
    }
    if (fileCache != null) {
      FileCaches.release(fileCache);
    }
  }

  /// Whether files may have changed that [#changes] does not contain.
  public synchronized boolean isIncomplete() {
    return incomplete;
  }

  /// The files changed by this call in path order, including those of earlier attempts of a
  /// repeated call. Complete once the recorder is closed.
  public synchronized List<FileChange> changes() {
    if (changesOfAllAttempts.isPresent()) {
      return changesOfAllAttempts.get();
    }
    var changes = new TreeMap<String, FileChange>();
    for (var recorded :
        new ChangeHistory(completed.stream().<ChangeLogLine>map(ChangeLogLine.Done::new).toList())
            .changes()) {
      var path = recorded.transition().path();
      var name = names.getOrDefault(path, path);
      changes.put(name, new FileChange(name, recorded.kind().orElseThrow()));
    }
    return List.copyOf(changes.values());
  }
}
