package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The record of what tools did to files, under Loom's home: for each task `<taskId>.jsonl`, a line
/// before each effect and one after it; under `images` the contents before and after, by their
/// hash; under `pending` whole workspaces as they were before commands that still run.
///
/// After `kill -9` nothing of it is lost. After a power cut the newest lines about created files
/// may be missing; what was replaced or deleted is on disk before it is touched. Safe for many
/// threads.
public final class ChangeLog implements AutoCloseable {
  /// A stopped call's changes are recorded all the same, for so long.
  private static final Duration RECORDING_TIMEOUT = Duration.ofSeconds(60);

  private final Path home;
  private final Path directory;
  private final Path pending;
  private final ContentStore contents;
  private final UndoLimits limits;
  private final int keepDays;
  private final TaskChangeLogs taskLogs;
  private final FileCaches fileCaches;
  private final ExecutorService recorders =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("changes-", 0).factory());

  /// Opens the ledger; nothing is made until something is recorded.
  ///
  /// @param home Loom's own directory
  public ChangeLog(ToolsConfig config, Path home) {
    this.home = home.toAbsolutePath().normalize();
    this.directory = this.home.resolve("changes");
    this.pending = directory.resolve("pending");
    this.contents = new ContentStore(directory.resolve("images"));
    this.limits = new UndoLimits(config.undoFileBytesMax(), config.undoTotalBytesMax());
    this.keepDays = config.undoKeepDays();
    this.taskLogs = new TaskChangeLogs(directory);
    this.fileCaches = new FileCaches(contents, limits);
  }

  /// A record for one call.
  public CallChangeRecorder recorderFor(RunTool call) {
    return new CallChangeRecorder(this, call);
  }

  ContentStore contents() {
    return contents;
  }

  UndoLimits limits() {
    return limits;
  }

  /// What is known of a workspace; the caller releases it.
  FileCache acquireFileCache(Path root) {
    return fileCaches.acquire(root);
  }

  void append(TaskId taskId, Path root, List<ChangeLogLine> lines, boolean durable)
      throws IOException {
    var taskLog = taskLogs.acquire(taskId);
    try {
      taskLog.append(root.toString(), lines, durable);
    } finally {
      taskLog.release();
    }
  }

  /// Where the manifest of a call's commands lies.
  Path pendingFile(TaskId taskId, StepId stepId) {
    var step = Sha256.hex(stepId.value());
    return pending.resolve(taskId + "." + step.substring(0, 32));
  }

  /// Looks at a workspace, but not into Loom's own directory, should it lie there: commands do not
  /// change it, and it must never be put back to what it was.
  Optional<WorkspaceSnapshot> takeSnapshot(ConfinedWorkspace workspace) throws IOException {
    var loomHome = home.toRealPath();
    var isInside = loomHome.startsWith(workspace.root()) && !loomHome.equals(workspace.root());
    return WorkspaceSnapshot.take(
        workspace, isInside ? workspace.root().relativize(loomHome).toString() : "");
  }

  /// A task's ledger for writing; the caller releases it.
  TaskChangeLog openTaskLog(TaskId taskId, ConfinedWorkspace workspace) throws IOException {
    OwnerOnlyFiles.makeDirectory(directory);
    OwnerOnlyFiles.makeDirectory(pending);
    var taskLog = taskLogs.acquire(taskId);
    try {
      recover(taskLog, workspace);
      return taskLog;
    } catch (IOException | RuntimeException failed) {
      taskLog.release();
      throw failed;
    }
  }

  private void recover(TaskChangeLog taskLog, ConfinedWorkspace workspace) throws IOException {
    synchronized (taskLog) {
      if (taskLog.isRecovered()) {
        return;
      }
      taskLog.checkWorkspace(workspace.root().toString());
      var currentFiles = new CurrentFiles(workspace, contents, limits);
      new ChangeLogRecovery(taskLog, workspace, currentFiles)
          .recover(ChangeLogRecovery.manifests(pending, taskLog.taskId()), this::takeSnapshot);
      taskLog.recovered();
    }
  }

  /// What a call changed, its first try included; empty when nothing is known of its task.
  Optional<List<FileChange>> changesOf(RunTool call, ConfinedWorkspace workspace)
      throws IOException {
    if (!isKnown(call.taskId())) {
      return Optional.empty();
    }
    var taskLog = openTaskLog(call.taskId(), workspace);
    try {
      var recorded = new ChangeHistory(taskLog.read()).changesOf(call.stepId());
      return Optional.of(recorded.stream().map(ChangePresenter::fileChange).toList());
    } finally {
      taskLog.release();
    }
  }

  /// What a file held before the first try of a call that is repeated now.
  ///
  /// @param root the workspace
  /// @param path in it
  /// @return empty when the first try did not change the file
  public Optional<BeforeImage> findBeforeImage(String taskId, String stepId, Path root, String path)
      throws IOException {
    try (var workspace = ConfinedWorkspace.open(root)) {
      var taskLog = openTaskLog(new TaskId(taskId), workspace);
      try {
        var real = workspace.realPath(path);
        for (var change :
            new ChangeHistory(taskLog.read()).changesOf(new StepId(stepId)).reversed()) {
          if (change.transition().path().equals(real)) {
            var before = change.transition().before();
            return Optional.of(new BeforeImage(before.exists(), contents.read(before.hash())));
          }
        }
        return Optional.empty();
      } finally {
        taskLog.release();
      }
    }
  }

  /// Shows what a task changed.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException when the record cannot be read
  public ChangeList list(ListChanges request) {
    if (!isKnown(request.taskId())) {
      return new ChangeList(List.of());
    }
    var taskLog = taskLogs.acquire(request.taskId());
    try {
      var gone = recoverIfPossible(taskLog, request.workspace());
      var history = new ChangeHistory(taskLog.read());
      return new ChangePresenter(contents, keepDays, gone).present(history, request);
    } catch (IOException failed) {
      throw failure("The changes of task " + request.taskId() + " cannot be shown", failed);
    } finally {
      taskLog.release();
    }
  }

  /// @return why nothing can be undone in the workspace, empty when something can
  private String recoverIfPossible(TaskChangeLog taskLog, String root) throws IOException {
    ConfinedWorkspace opened;
    try {
      opened = ConfinedWorkspace.open(path(root));
    } catch (IOException gone) {
      return gone.getMessage();
    }
    try (opened) {
      OwnerOnlyFiles.makeDirectory(pending);
      recover(taskLog, opened);
      return "";
    }
  }

  private boolean isKnown(TaskId taskId) {
    try {
      return taskLogs.isKnown(taskId) || !ChangeLogRecovery.manifests(pending, taskId).isEmpty();
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// Takes changes back.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException before anything is touched, when that cannot
  ///   be done whole
  public UndoChanges.Undone undo(UndoChanges request) {
    if (!isKnown(request.taskId())) {
      throw UndoOperation.nothingToUndo(request.scope());
    }
    var taskLog = taskLogs.acquire(request.taskId());
    try (var workspace = openForUndo(request)) {
      recover(taskLog, workspace);
      return undo(request.scope(), taskLog, workspace);
    } catch (IOException failed) {
      throw failure("Undoing in task " + request.taskId() + " did not come to its end", failed);
    } finally {
      taskLog.release();
    }
  }

  private UndoChanges.Undone undo(
      UndoChanges.Scope scope, TaskChangeLog taskLog, ConfinedWorkspace workspace)
      throws IOException {
    var cache = fileCaches.acquire(workspace.root());
    try {
      cache.baseline().beginScan();
      try {
        return new UndoOperation(taskLog, workspace, contents, limits, cache.baseline())
            .undo(scope);
      } finally {
        cache.baseline().endScan();
      }
    } finally {
      FileCaches.release(cache);
    }
  }

  private static ConfinedWorkspace openForUndo(UndoChanges request) {
    try {
      return ConfinedWorkspace.open(path(request.workspace()));
    } catch (IOException gone) {
      throw ServiceError.conflict("Nothing can be undone: " + gone.getMessage() + ".")
          .toException();
    }
  }

  private static Path path(String text) throws IOException {
    try {
      return Path.of(text);
    } catch (InvalidPathException unusable) {
      throw new IOException("Workspace path is unusable: " + unusable.getReason(), unusable);
    }
  }

  private static RuntimeException failure(String what, IOException failed) {
    return ServiceError.failed(what + ": " + failed.getMessage() + ".", false).toException();
  }

  /// Does something that must not be cut short when the calling thread is interrupted.
  <T> T runUninterrupted(Callable<T> work) throws IOException {
    var result = recorders.submit(work);
    var interrupted = false;
    var end = System.nanoTime() + RECORDING_TIMEOUT.toNanos();
    try {
      while (true) {
        try {
          return result.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
          interrupted = true;
        }
      }
    } catch (TimeoutException slow) {
      throw new IOException(
          "recording took more than " + RECORDING_TIMEOUT.toSeconds() + " s", slow);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException reason
          ? reason
          : new IOException(failed.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Forgets, on a thread of its own, what is older than it is to be kept.
  public void deleteExpired() {
    recorders.execute(
        () -> new ChangeLogCleanup(directory, pending, contents).delete(Instant.now(), keepDays));
  }

  /// Lets go of the threads. What is being recorded is recorded to its end.
  @Override
  public void close() {
    recorders.shutdown();
  }

  /// What a file was before.
  ///
  /// @param existed whether there was one
  /// @param content empty when there was none or it was not kept
  public record BeforeImage(boolean existed, Optional<byte[]> content) {}
}
