package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.workspace.ConfinedWorkspace;
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

/// Records the file changes of one tool call. Accesses no file until the call writes a file or
/// starts a process. Thread-safe.
public final class CallChangeRecorder {
  private static final Logger LOG = System.getLogger(CallChangeRecorder.class.getName());

  private final ChangeLog changeLog;
  private final RunTool call;
  private final List<FileTransition> completed = new ArrayList<>();

  /// The path that the tool requested, by resolved path.
  private final Map<String, String> requestedPaths = new TreeMap<>();

  private ConfinedWorkspace workspace;
  private TaskChangeLog taskLog;
  private FileCache fileCache;
  private RecordingProcessRunner processRunner;

  /// The reason why files may have changed that are not recorded, empty if there are none.
  private String unknownReason = "";

  /// Changes of all executions of a repeated call, set by [#close].
  private Optional<List<FileChange>> changesOfAllExecutions = Optional.empty();

  CallChangeRecorder(ChangeLog changeLog, RunTool call) {
    this.changeLog = changeLog;
    this.call = call;
  }

  /// Wraps the workspace so that writes of the tool are recorded.
  ///
  /// @param confinedWorkspace closed by the caller, after this recorder
  public Workspace wrap(ConfinedWorkspace confinedWorkspace) {
    workspace = confinedWorkspace;
    return new RecordingWorkspace(confinedWorkspace, this);
  }

  /// Wraps the process runner so that file changes made by processes are recorded.
  public ProcessRunner wrap(ProcessRunner delegate) {
    processRunner = new RecordingProcessRunner(delegate, this);
    return processRunner;
  }

  ConfinedWorkspace workspace() {
    return workspace;
  }

  ChangeLog changeLog() {
    return changeLog;
  }

  CurrentFiles currentFiles() {
    return changeLog.currentFiles(workspace);
  }

  /// The cache of the workspace's files.
  synchronized FileCache fileCache() {
    if (fileCache == null) {
      fileCache = changeLog.fileCache(workspace.root());
    }
    return fileCache;
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

  /// Appends to the task's change log. May be called by other calls that found a change of this
  /// call, even after this call has ended.
  void append(List<? extends ChangeLogLine> lines, boolean durable) throws IOException {
    changeLog.append(call.taskId(), workspace.root(), List.copyOf(lines), durable);
  }

  synchronized void addRequestedPath(String path, String requestedPath) {
    requestedPaths.putIfAbsent(path, requestedPath);
  }

  synchronized void addCompleted(List<FileTransition> transitions) {
    completed.addAll(transitions);
  }

  /// Marks the changes as incomplete, because the workspace has too many files to compare.
  void tooManyFiles() {
    markIncomplete(
        "the workspace has more than %d entries (tools.undo_entries_max)"
            .formatted(changeLog.entriesMax()));
  }

  private synchronized void markIncomplete(String reason) {
    unknownReason = reason;
  }

  /// Ends recording. All processes of the call must have ended.
  public void close() {
    try {
      if (processRunner != null) {
        processRunner.close();
      }
      if (call.repeated() && workspace != null) {
        changesOfAllExecutions = changeLog.changesOf(call, workspace);
      }
    } catch (IOException failure) {
      recordingFailed(failure);
    }
  }

  /// Reports that the changes of a finished process could not be recorded. They are recovered from
  /// the manifest when the task's log is opened after the next engine start.
  void recordingFailed(IOException unrecorded) {
    markIncomplete("recording them failed: " + unrecorded.getMessage());
    LOG.log(
        Level.WARNING,
        "The file changes of step {0} of task {1} were not recorded: {2}",
        call.stepId(),
        call.taskId(),
        unrecorded.getMessage());
  }

  /// Returns the reason why files may have changed that [#changes] does not contain, empty if there
  /// are none.
  public synchronized String unknownReason() {
    return unknownReason;
  }

  /// The files changed by this call in path order, including those of earlier executions. Complete
  /// once the recorder is closed.
  public synchronized List<FileChange> changes() {
    if (changesOfAllExecutions.isPresent()) {
      return changesOfAllExecutions.get();
    }
    var changes = new TreeMap<String, FileChange>();
    for (var recorded :
        new ChangeHistory(completed.stream().<ChangeLogLine>map(ChangeLogLine.Done::new).toList())
            .changes()) {
      var path = recorded.transition().path();
      var name = requestedPaths.getOrDefault(path, path);
      changes.put(name, new FileChange(name, recorded.kind().orElseThrow()));
    }
    return List.copyOf(changes.values());
  }
}
