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

/// Keeps what one call does to files. It costs nothing until the call writes or runs a command.
public final class CallChangeRecorder {
  private static final Logger LOG = System.getLogger(CallChangeRecorder.class.getName());

  private final ChangeLog changeLog;
  private final RunTool call;
  private final List<FileTransition> completed = new ArrayList<>();

  /// What the tool calls a path, by what it really is.
  private final Map<String, String> names = new TreeMap<>();

  private ConfinedWorkspace workspace;
  private TaskChangeLog taskLog;
  private FileCache fileCache;
  private RecordingProcessRunner commands;
  private boolean incomplete;

  /// What a repeated call changed in all its tries.
  private Optional<List<FileChange>> changesOfAllAttempts = Optional.empty();

  CallChangeRecorder(ChangeLog house, RunTool call) {
    this.changeLog = house;
    this.call = call;
  }

  /// The workspace for the tool: what it writes is recorded.
  ///
  /// @param opened stays the caller's to close, after this record
  public Workspace wrap(ConfinedWorkspace opened) {
    this.workspace = opened;
    return new RecordingWorkspace(opened, this);
  }

  /// The commands for the tool: what they do to the workspace is recorded.
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

  /// What is known of the workspace, held on to until the record is closed.
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

  /// The task's ledger, with whatever a crash left open brought to its end.
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

  /// Adds to the task's ledger. Another call may do that for this one when it has just ended.
  void append(List<? extends ChangeLogLine> lines, boolean durable) throws IOException {
    changeLog.append(call.taskId(), workspace.root(), List.copyOf(lines), durable);
  }

  synchronized void addName(String path, String requestedPath) {
    names.putIfAbsent(path, requestedPath);
  }

  synchronized void completed(List<FileTransition> transitions) {
    completed.addAll(transitions);
  }

  /// The record has a hole: more files than are compared, or a disk that takes no record.
  synchronized void markIncomplete() {
    incomplete = true;
  }

  <T> T runUninterrupted(Callable<T> work) throws IOException {
    return changeLog.runUninterrupted(work);
  }

  /// Ends the record, once everything the call started is dead.
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

  /// What a finished command did could not be recorded. The next engine finds it by its manifest.
  void recordingFailed(IOException unrecorded) {
    markIncomplete();
    LOG.log(
        Level.WARNING,
        "What step {0} of task {1} did to files is not recorded: {2}",
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

  /// Whether files may have changed that [#changesOf] does not name.
  public synchronized boolean isIncomplete() {
    return incomplete;
  }

  /// The files that this call changed, its first try included when it was repeated, by path. Known
  /// once the record is closed.
  public synchronized List<FileChange> changes() {
    if (changesOfAllAttempts.isPresent()) {
      return changesOfAllAttempts.get();
    }
    var changes = new TreeMap<String, FileChange>();
    for (var recorded :
        new ChangeHistory(completed.stream().<ChangeLogLine>map(ChangeLogLine.Done::new).toList())
            .changes()) {
      var path = recorded.transition().path();
      var shown = names.getOrDefault(path, path);
      changes.put(shown, new FileChange(shown, recorded.kind().orElseThrow()));
    }
    return List.copyOf(changes.values());
  }
}
