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
import dev.loom.tools.workspace.Survey;
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
public final class ChangeLedger implements AutoCloseable {
  /// A stopped call's changes are recorded all the same, for so long.
  private static final Duration RECORDING = Duration.ofSeconds(60);

  private final Path home;
  private final Path directory;
  private final Path pending;
  private final ImageStore images;
  private final Limits limits;
  private final int keepDays;
  private final Ledgers ledgers;
  private final Backups backups;
  private final ExecutorService recorders =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("changes-", 0).factory());

  /// Opens the ledger; nothing is made until something is recorded.
  ///
  /// @param home Loom's own directory
  public ChangeLedger(ToolsConfig config, Path home) {
    this.home = home.toAbsolutePath().normalize();
    this.directory = this.home.resolve("changes");
    this.pending = directory.resolve("pending");
    this.images = new ImageStore(directory.resolve("images"));
    this.limits = new Limits(config.undoFileBytesMax(), config.undoTotalBytesMax());
    this.keepDays = config.undoKeepDays();
    this.ledgers = new Ledgers(directory);
    this.backups = new Backups(images, limits);
  }

  /// A record for one call.
  public CallRecord record(RunTool call) {
    return new CallRecord(this, call);
  }

  ImageStore images() {
    return images;
  }

  Limits limits() {
    return limits;
  }

  /// What is known of a workspace; the caller releases it.
  Backup useBackup(Path root) {
    return backups.use(root);
  }

  void append(TaskId taskId, Path root, List<LedgerLine> lines, boolean durable)
      throws IOException {
    var ledger = ledgers.use(taskId);
    try {
      ledger.append(root.toString(), lines, durable);
    } finally {
      ledger.release();
    }
  }

  /// Where the manifest of a call's commands lies.
  Path pendingFile(TaskId taskId, StepId stepId) {
    var step = Sha256.hex(stepId.value());
    return pending.resolve(taskId + "." + step.substring(0, 32));
  }

  /// Looks at a workspace, but not into Loom's own directory, should it lie there: commands do not
  /// change it, and it must never be put back to what it was.
  Optional<Survey> survey(ConfinedWorkspace workspace) throws IOException {
    var ours = home.toRealPath();
    var isInside = ours.startsWith(workspace.root()) && !ours.equals(workspace.root());
    return Survey.of(workspace, isInside ? workspace.root().relativize(ours).toString() : "");
  }

  /// A task's ledger for writing; the caller releases it.
  TaskLedger open(TaskId taskId, ConfinedWorkspace workspace) throws IOException {
    PrivateFiles.makeDirectory(directory);
    PrivateFiles.makeDirectory(pending);
    var ledger = ledgers.use(taskId);
    try {
      settle(ledger, workspace);
      return ledger;
    } catch (IOException | RuntimeException failed) {
      ledger.release();
      throw failed;
    }
  }

  private void settle(TaskLedger ledger, ConfinedWorkspace workspace) throws IOException {
    synchronized (ledger) {
      if (ledger.isSettled()) {
        return;
      }
      ledger.checkWorkspace(workspace.root().toString());
      var present = new Present(workspace, images, limits);
      new LedgerSettling(ledger, workspace, present)
          .settle(LedgerSettling.manifests(pending, ledger.taskId()), this::survey);
      ledger.settled();
    }
  }

  /// What a call changed, its first try included; empty when nothing is known of its task.
  Optional<List<FileChange>> changes(RunTool call, ConfinedWorkspace workspace) throws IOException {
    if (!isKnown(call.taskId())) {
      return Optional.empty();
    }
    var ledger = open(call.taskId(), workspace);
    try {
      var recorded = new History(ledger.read()).of(call.stepId());
      return Optional.of(recorded.stream().map(Listing::fileChange).toList());
    } finally {
      ledger.release();
    }
  }

  /// What a file held before the first try of a call that is repeated now.
  ///
  /// @param root the workspace
  /// @param path in it
  /// @return empty when the first try did not change the file
  public Optional<Before> before(String taskId, String stepId, Path root, String path)
      throws IOException {
    try (var workspace = ConfinedWorkspace.open(root)) {
      var ledger = open(new TaskId(taskId), workspace);
      try {
        var real = workspace.real(path);
        for (var change : new History(ledger.read()).of(new StepId(stepId)).reversed()) {
          if (change.touch().path().equals(real)) {
            var before = change.touch().before();
            return Optional.of(new Before(before.isThere(), images.read(before.hash())));
          }
        }
        return Optional.empty();
      } finally {
        ledger.release();
      }
    }
  }

  /// Shows what a task changed.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException when the record cannot be read
  public ChangeList list(ListChanges question) {
    if (!isKnown(question.taskId())) {
      return new ChangeList(List.of());
    }
    var ledger = ledgers.use(question.taskId());
    try {
      var gone = settled(ledger, question.workspace());
      var history = new History(ledger.read());
      return new Listing(images, keepDays, gone).of(history, question);
    } catch (IOException failed) {
      throw refused("The changes of task " + question.taskId() + " cannot be shown", failed);
    } finally {
      ledger.release();
    }
  }

  /// @return why nothing can be undone in the workspace, empty when something can
  private String settled(TaskLedger ledger, String root) throws IOException {
    ConfinedWorkspace opened;
    try {
      opened = ConfinedWorkspace.open(path(root));
    } catch (IOException gone) {
      return gone.getMessage();
    }
    try (opened) {
      PrivateFiles.makeDirectory(pending);
      settle(ledger, opened);
      return "";
    }
  }

  private boolean isKnown(TaskId taskId) {
    try {
      return ledgers.isKnown(taskId) || !LedgerSettling.manifests(pending, taskId).isEmpty();
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// Takes changes back.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException before anything is touched, when that cannot
  ///   be done whole
  public UndoChanges.Undone undo(UndoChanges question) {
    if (!isKnown(question.taskId())) {
      throw Undoing.nothing(question.scope());
    }
    var ledger = ledgers.use(question.taskId());
    try (var workspace = openForUndo(question)) {
      settle(ledger, workspace);
      return undo(question.scope(), ledger, workspace);
    } catch (IOException failed) {
      throw refused("Undoing in task " + question.taskId() + " did not come to its end", failed);
    } finally {
      ledger.release();
    }
  }

  private UndoChanges.Undone undo(
      UndoChanges.Scope scope, TaskLedger ledger, ConfinedWorkspace workspace) throws IOException {
    var backup = backups.use(workspace.root());
    try {
      backup.account().lookBegins();
      try {
        return new Undoing(ledger, workspace, images, limits, backup.account()).undo(scope);
      } finally {
        backup.account().lookEnds();
      }
    } finally {
      Backups.release(backup);
    }
  }

  private static ConfinedWorkspace openForUndo(UndoChanges question) {
    try {
      return ConfinedWorkspace.open(path(question.workspace()));
    } catch (IOException gone) {
      throw ServiceError.conflict("Nothing can be undone: " + gone.getMessage() + ".").toException();
    }
  }

  private static Path path(String text) throws IOException {
    try {
      return Path.of(text);
    } catch (InvalidPathException unusable) {
      throw new IOException("Workspace path is unusable: " + unusable.getReason(), unusable);
    }
  }

  private static RuntimeException refused(String what, IOException failed) {
    return ServiceError.failed(what + ": " + failed.getMessage() + ".", false).toException();
  }

  /// Does something that must not be cut short when the calling thread is interrupted.
  <T> T uninterrupted(Callable<T> work) throws IOException {
    var result = recorders.submit(work);
    var interrupted = false;
    var end = System.nanoTime() + RECORDING.toNanos();
    try {
      while (true) {
        try {
          return result.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
          interrupted = true;
        }
      }
    } catch (TimeoutException slow) {
      throw new IOException("recording took more than " + RECORDING.toSeconds() + " s", slow);
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
  public void forgetOld() {
    recorders.execute(
        () -> new OldChanges(directory, pending, images).forget(Instant.now(), keepDays));
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
  public record Before(boolean existed, Optional<byte[]> content) {}
}
