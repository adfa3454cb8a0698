package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.file.CrashRecoveryLookup.BeforeImage;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Records the file changes of all tools under Loom's home directory: one `<taskId>.jsonl` per task
/// with an intent line before each write and a completion line after it; file contents by hash
/// under `images`; manifests of whole workspaces for running processes under `pending`.
///
/// Survives `kill -9` without loss. Contents are synced to disk before they are replaced or
/// deleted; a power failure may lose only the newest lines about created files. Thread-safe.
public final class ChangeLog implements AutoCloseable {
  /// Time limit for recording the changes of an interrupted call.
  private static final Duration RECORDING_TIMEOUT = Duration.ofSeconds(60);

  private static final long MEBIBYTE = 1024 * 1024;
  private static final int TASK_LOGS_MAX = 1_000;

  /// Each holds the versions of up to `tools.undo_entries_max` files.
  private static final int WORKSPACES_MAX = 32;

  private final Path home;
  private final Path directory;
  private final Path pending;
  private final ContentStore contents;
  private final StoredContentLimits limits;
  private final int entriesMax;
  private final int keepDays;
  private final SharedValues<TaskId, TaskChangeLog> taskLogs;
  private final SharedValues<Path, WorkspaceBaseline> baselines;
  private final ExecutorService recordingThreads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("changes-", 0).factory());

  /// Opens the change log. Writes nothing until the first change is recorded.
  ///
  /// @param home Loom's own directory
  public ChangeLog(ToolsConfig config, Path home) {
    this.home = home.toAbsolutePath().normalize();
    this.directory = this.home.resolve("changes");
    this.pending = directory.resolve("pending");
    this.contents =
        new ContentStore(
            directory.resolve("images"), config.undoStore().undoStoreMbMax() * MEBIBYTE);
    this.limits = new StoredContentLimits(config.undoFileBytesMax(), config.undoTotalBytesMax());
    this.entriesMax = config.undoEntriesMax();
    this.keepDays = config.undoStore().undoKeepDays();
    this.taskLogs =
        new SharedValues<>(task -> new TaskChangeLog(task, logFile(task)), TASK_LOGS_MAX);
    this.baselines =
        new SharedValues<>(root -> new WorkspaceBaseline(new FileCache(limits)), WORKSPACES_MAX);
  }

  /// Returns a recorder for one call.
  ///
  /// @param effects what the call declares
  public CallChangeRecorder recorderFor(RunTool call, List<ToolEffect> effects) {
    return new CallChangeRecorder(this, call, effects);
  }

  /// Describes which of the files that a call may change would not be saved before.
  ///
  /// @return empty if all would, or if the call starts no command
  public Optional<String> findUnsaved(Path root, List<ToolEffect> effects) throws IOException {
    if (effects.stream().noneMatch(ToolEffect.RunsCommand.class::isInstance)) {
      return Optional.empty();
    }
    try (var workspace = ConfinedWorkspace.open(root)) {
      return UnsavedPaths.find(this, workspace, effects);
    }
  }

  /// Directory for what processes of a call wrote to protected files.
  Path keptDirectory(RunTool call) {
    return home.resolve("put-back").resolve(call.taskId().value()).resolve(call.stepId().value());
  }

  ContentStore contents() {
    return contents;
  }

  int entriesMax() {
    return entriesMax;
  }

  StoredContentLimits limits() {
    return limits;
  }

  CurrentFiles currentFiles(ConfinedWorkspace workspace) {
    return new CurrentFiles(workspace, contents, limits);
  }

  WorkspaceBaseline baseline(Path root) {
    return baselines.get(root);
  }

  private Path logFile(TaskId taskId) {
    return directory.resolve(taskId + ".jsonl");
  }

  /// The file of a call's manifest.
  Path pendingFile(TaskId taskId, StepId stepId) {
    var step = Sha256.hex(stepId.value());
    return pending.resolve(taskId + "." + step.substring(0, 32));
  }

  /// Takes a snapshot of a workspace without Loom's own directory, which must never be undone.
  ///
  /// @param isNamed which directories are included that are skipped otherwise
  Optional<WorkspaceSnapshot> takeSnapshot(ConfinedWorkspace workspace, Predicate<String> isNamed)
      throws IOException {
    return WorkspaceSnapshot.take(workspace, excludedFrom(workspace), entriesMax, isNamed);
  }

  /// Returns the path of Loom's own directory in a workspace, empty if it is not in it.
  String excludedFrom(ConfinedWorkspace workspace) throws IOException {
    var loomHome = home.toRealPath();
    var isInside = loomHome.startsWith(workspace.root()) && !loomHome.equals(workspace.root());
    return isInside ? workspace.root().relativize(loomHome).toString() : "";
  }

  /// Opens a task's log for writing.
  TaskChangeLog openTaskLog(TaskId taskId, ConfinedWorkspace workspace) throws IOException {
    OwnerOnlyFiles.createDirectory(directory);
    OwnerOnlyFiles.createDirectory(pending);
    var taskLog = taskLogs.get(taskId);
    recover(taskLog, workspace);
    return taskLog;
  }

  private void recover(TaskChangeLog taskLog, ConfinedWorkspace workspace) throws IOException {
    synchronized (taskLog) {
      if (taskLog.isRecovered()) {
        return;
      }
      taskLog.checkWorkspace(workspace.root().toString());
      new ChangeLogRecovery(this, taskLog, workspace)
          .recover(ChangeLogRecovery.manifests(pending, taskLog.taskId()));
      taskLog.markRecovered();
    }
  }

  /// The changes of a call including earlier executions; empty when its task has no log.
  Optional<List<FileChange>> changesOf(RunTool call, ConfinedWorkspace workspace)
      throws IOException {
    if (!isKnown(call.taskId())) {
      return Optional.empty();
    }
    var history = new ChangeHistory(openTaskLog(call.taskId(), workspace).read());
    return Optional.of(
        history.changesOf(call.stepId()).stream().map(ChangePresenter::fileChange).toList());
  }

  /// Finds the state of a file before its change by a call that is now repeated.
  ///
  /// @param path relative to the workspace
  /// @return empty when no change of the file by this call is recorded
  public Optional<BeforeImage> findBeforeImage(ToolContext context, String path)
      throws IOException {
    try (var workspace = ConfinedWorkspace.open(context.workspace().root())) {
      var history = new ChangeHistory(openTaskLog(new TaskId(context.taskId()), workspace).read());
      var realPath = workspace.realPath(path);
      for (var change : history.changesOf(new StepId(context.stepId())).reversed()) {
        if (change.transition().path().equals(realPath)) {
          var before = change.transition().before();
          return Optional.of(new BeforeImage(before.exists(), contents.read(before.hash())));
        }
      }
      return Optional.empty();
    }
  }

  /// Lists the changes of a task.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if the log cannot be read
  public ListChanges.Found list(ListChanges request) {
    if (!isKnown(request.taskId())) {
      return new ListChanges.Found(List.of());
    }
    var taskLog = taskLogs.get(request.taskId());
    try {
      var undoBlocker = recoverIfPossible(taskLog, request.workspace());
      var history = new ChangeHistory(taskLog.read());
      return new ChangePresenter(contents, keepDays, undoBlocker).present(history, request);
    } catch (IOException failure) {
      throw failure("The changes of task " + request.taskId() + " cannot be listed", failure);
    }
  }

  /// @return the reason why nothing can be undone in the workspace, empty when undo is possible
  private String recoverIfPossible(TaskChangeLog taskLog, String root) throws IOException {
    ConfinedWorkspace workspace;
    try {
      workspace = ConfinedWorkspace.open(path(root));
    } catch (IOException failure) {
      return failure.getMessage();
    }
    try (workspace) {
      OwnerOnlyFiles.createDirectory(pending);
      recover(taskLog, workspace);
      return "";
    }
  }

  private boolean isKnown(TaskId taskId) {
    try {
      return Files.exists(logFile(taskId))
          || !ChangeLogRecovery.manifests(pending, taskId).isEmpty();
    } catch (IOException ignored) {
      return false;
    }
  }

  /// Undoes changes. All selected changes are checked before the first file is modified.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if one of them cannot be undone (a conflict,
  ///   no file was modified) or if restoring a file fails
  public UndoChanges.Undone undo(UndoChanges request) {
    if (!isKnown(request.taskId())) {
      throw UndoOperation.noChanges(request.scope());
    }
    var taskLog = taskLogs.get(request.taskId());
    try (var workspace = openForUndo(request)) {
      recover(taskLog, workspace);
      return undo(request.scope(), taskLog, workspace);
    } catch (IOException failure) {
      throw failure(
          "The undo in task " + request.taskId() + " failed and may be incomplete", failure);
    }
  }

  private UndoChanges.Undone undo(
      UndoChanges.Scope scope, TaskChangeLog taskLog, ConfinedWorkspace workspace)
      throws IOException {
    var baseline = baseline(workspace.root());
    try (var _ = baseline.lock()) {
      return new UndoOperation(taskLog, workspace, contents, currentFiles(workspace), baseline)
          .undo(scope);
    }
  }

  private static ConfinedWorkspace openForUndo(UndoChanges request) {
    try {
      return ConfinedWorkspace.open(path(request.workspace()));
    } catch (IOException failure) {
      throw ServiceException.conflict("Nothing can be undone: " + failure.getMessage() + ".");
    }
  }

  private static Path path(String text) throws IOException {
    try {
      return Path.of(text);
    } catch (InvalidPathException failure) {
      throw new IOException("Workspace path is invalid: " + failure.getReason(), failure);
    }
  }

  private static RuntimeException failure(String message, IOException cause) {
    return ServiceException.failed(message + ": " + cause.getMessage() + ".", false);
  }

  /// Runs an action on another thread so that an interrupt of the caller cannot abort it. Waits up
  /// to 60 seconds.
  <T> T runUninterrupted(Callable<T> action) throws IOException {
    var result = new CompletableFuture<T>();
    recordingThreads.execute(
        () -> {
          try {
            result.complete(action.call());
          } catch (Exception failure) {
            result.completeExceptionally(failure);
          }
        });
    try {
      return result.orTimeout(RECORDING_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException failure) {
      throw switch (failure.getCause()) {
        case TimeoutException timeout ->
            new IOException(
                "recording took more than " + RECORDING_TIMEOUT.toSeconds() + " s", timeout);
        case IOException reason -> reason;
        case Throwable other -> new IOException(other);
      };
    }
  }

  /// Deletes expired logs and contents on a separate thread.
  public void deleteExpired() {
    recordingThreads.execute(
        () -> new ChangeLogCleanup(directory, pending, contents).delete(Instant.now(), keepDays));
  }

  /// Stops the recording threads after their current work.
  @Override
  public void close() {
    recordingThreads.shutdown();
  }
}
