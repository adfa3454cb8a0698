package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.tool.RunTool;
import dev.loom.risk.ChangedPaths;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Records the file changes of one tool call. Accesses no file until the call writes a file or
/// starts a process. Thread-safe.
public final class CallChangeRecorder {
  private static final Logger LOG = System.getLogger(CallChangeRecorder.class.getName());

  private final ChangeLog changeLog;
  private final RunTool call;
  private final ChangedPaths named;
  private final List<ChangeLogLine> completed = new CopyOnWriteArrayList<>();

  private ConfinedWorkspace workspace;
  private WorkspaceBaseline baseline;

  /// Held until the call has ended, so that the log is not opened and recovered a second time.
  private volatile TaskChangeLog taskLog;

  private RecordingProcessRunner processRunner;
  private Optional<ProtectedFileGuard> guard = Optional.empty();

  /// The reason why files may have changed that are not recorded, empty if there are none.
  private volatile String unknownReason = "";

  /// The reason why a directory that the call names is not recorded, empty if none is.
  private volatile String unsavedReason = "";

  /// Changes of all executions of a repeated call, set by [#close].
  private volatile Optional<List<FileChange>> changesOfAllExecutions = Optional.empty();

  /// @param effects what the call declares
  CallChangeRecorder(ChangeLog changeLog, RunTool call, List<ToolEffect> effects) {
    this.changeLog = changeLog;
    this.call = call;
    this.named = UnsavedPaths.namedBy(effects);
  }

  /// Wraps the workspace so that writes of the tool are recorded.
  ///
  /// @param confinedWorkspace closed by the caller, after this recorder
  public Workspace wrap(ConfinedWorkspace confinedWorkspace) {
    workspace = confinedWorkspace;
    baseline = changeLog.baseline(workspace.root());
    return new RecordingWorkspace(confinedWorkspace, this);
  }

  /// Wraps the process runner so that file changes made by processes are recorded, and those of
  /// protected files put back.
  public ProcessRunner wrap(ProcessRunner delegate, GuardedFiles guarded) {
    if (guarded != GuardedFiles.NONE) {
      guard =
          Optional.of(
              new ProtectedFileGuard(workspace, changeLog, changeLog.keptDirectory(call), guarded));
    }
    processRunner = new RecordingProcessRunner(delegate, this, guard);
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

  WorkspaceBaseline baseline() {
    return baseline;
  }

  Path pendingFile() {
    return changeLog.pendingFile(call.taskId(), call.stepId());
  }

  RunTool call() {
    return call;
  }

  /// Locks the files of the workspace, after the task's log was recovered from a crash.
  WorkspaceBaseline.Lock lockFiles() throws IOException {
    if (taskLog == null) {
      taskLog = changeLog.openTaskLog(call.taskId(), workspace);
    }
    return baseline.lock();
  }

  /// Takes a snapshot of the workspace.
  ///
  /// @return empty if it has too many files to compare; the changes are then incomplete
  Optional<WorkspaceSnapshot> takeSnapshot() throws IOException {
    var snapshot = changeLog.takeSnapshot(workspace, this::isNamed);
    if (snapshot.isPresent() && unsavedReason.isEmpty()) {
      unsavedReason = UnsavedPaths.tooManyEntries(snapshot.get(), changeLog.entriesMax());
    }
    if (snapshot.isEmpty()) {
      unknownReason = UnsavedPaths.tooManyEntries(changeLog.entriesMax());
    }
    return snapshot;
  }

  /// What a call without an approval changes in a git directory is put back.
  private boolean isNamed(String directory) {
    return named.mayChange(directory)
        && (call.approved() || !directory.equals(".git") && !directory.endsWith("/.git"));
  }

  /// Appends to the task's change log.
  void append(List<ChangeLogLine> lines, boolean durable) throws IOException {
    taskLog.append(workspace.root().toString(), lines, durable);
  }

  /// Appends the outcomes of writes or a command. Later changes start from there.
  void complete(List<ChangeLogLine> outcomes, boolean durable) throws IOException {
    append(outcomes, durable);
    completed.addAll(outcomes);
    for (var outcome : outcomes) {
      if (outcome instanceof ChangeLogLine.Done(var transition)) {
        baseline.record(transition.path(), transition.after());
      }
    }
  }

  /// Marks the changes as incomplete, because background processes go on after the call.
  void runsOn(List<String> processes) {
    unknownReason =
        "what the background process (%s) changes after the call is not recorded"
            .formatted(String.join(", ", processes));
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
    unknownReason = "recording them failed: " + unrecorded.getMessage();
    LOG.log(
        Level.WARNING,
        "The file changes of step {0} of task {1} were not recorded: {2}",
        call.stepId(),
        call.taskId(),
        unrecorded.getMessage());
  }

  /// Returns a note about protected files that were put back, empty if none were.
  public String protectedNote() {
    return guard.map(ProtectedFileGuard::note).orElse("");
  }

  /// Returns the reason why files may have changed that [#changes] does not contain, empty if there
  /// are none.
  public String unknownReason() {
    return unknownReason.isEmpty() ? unsavedReason : unknownReason;
  }

  /// Returns whether the changes of all processes are recorded or were not to be.
  boolean isRecorded() {
    return unknownReason.isEmpty();
  }

  /// The files changed by this call in path order, including those of earlier executions. Complete
  /// once the recorder is closed.
  public List<FileChange> changes() {
    if (changesOfAllExecutions.isPresent()) {
      return changesOfAllExecutions.get();
    }
    var changes = new TreeMap<String, FileChange>();
    for (var change : new ChangeHistory(completed).changes()) {
      var recorded = ChangePresenter.fileChange(change);
      changes.put(recorded.path(), recorded);
    }
    return List.copyOf(changes.values());
  }
}
