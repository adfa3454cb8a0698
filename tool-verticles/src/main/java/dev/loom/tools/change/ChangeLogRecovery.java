package dev.loom.tools.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loom.contracts.id.TaskId;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.FileStat;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Completes change records that a crash left open, by comparing them with the files on disk.
final class ChangeLogRecovery {
  private static final Logger LOG = System.getLogger(ChangeLogRecovery.class.getName());

  private final TaskChangeLog taskLog;
  private final ConfinedWorkspace workspace;
  private final CurrentFiles currentFiles;

  ChangeLogRecovery(TaskChangeLog taskLog, ConfinedWorkspace workspace, CurrentFiles currentFiles) {
    this.taskLog = taskLog;
    this.workspace = workspace;
    this.currentFiles = currentFiles;
  }

  /// Resolves an intent to completed or dropped.
  static ChangeLogLine resolve(FileTransition transition, CurrentFiles currentFiles)
      throws IOException {
    var now = currentFiles.read(transition.path(), CurrentFiles.Retention.HASH_ONLY);
    if (now.isSameAs(transition.before())) {
      return new ChangeLogLine.Dropped(transition.stepId(), transition.path());
    }
    // Any other content was written later by someone else.
    var isExpected = now.isSameAs(transition.after());
    return new ChangeLogLine.Done(
        isExpected ? transition.withAfter(transition.after().withMode(now.mode())) : transition);
  }

  /// @param manifests of processes that were running
  /// @param snapshots takes snapshots of the workspace
  void recover(List<Path> manifests, SnapshotTaker snapshots) throws IOException {
    var lines = new ArrayList<ChangeLogLine>();
    var history = new ChangeHistory(taskLog.read());
    for (var transition : history.unfinished()) {
      lines.add(resolve(transition, currentFiles));
    }
    taskLog.append(workspace.root().toString(), lines, true);
    for (var file : manifests) {
      recoverCommand(file, snapshots);
    }
  }

  private void recoverCommand(Path file, SnapshotTaker snapshots) throws IOException {
    CommandManifest manifest;
    try {
      manifest = CommandManifest.read(file);
    } catch (JsonProcessingException truncated) {
      LOG.log(Level.DEBUG, "A process of task {0} was never started", taskLog.taskId());
      Files.delete(file);
      return;
    }
    if (!manifest.taskId().equals(taskLog.taskId())) {
      return;
    }
    var snapshot = snapshots.take(workspace);
    if (snapshot.isPresent()) {
      taskLog.append(workspace.root().toString(), transitions(manifest, snapshot.get()), true);
    }
    Files.delete(file);
  }

  private List<ChangeLogLine> transitions(CommandManifest manifest, WorkspaceSnapshot snapshot)
      throws IOException {
    var history = new ChangeHistory(taskLog.read());
    var paths = new TreeSet<>(manifest.files().keySet());
    paths.addAll(snapshot.files().keySet());
    var lines = new ArrayList<ChangeLogLine>();
    for (var path : paths) {
      var before = recorded(manifest.before(path), history.transitions(path));
      var after = after(path, snapshot.files().get(path), before);
      if (!before.isSameAs(after)) {
        lines.add(
            new ChangeLogLine.Done(
                new FileTransition(
                    manifest.subtaskId(),
                    manifest.stepId(),
                    manifest.tool(),
                    path,
                    before,
                    after,
                    manifest.newDirectories(path),
                    Instant.now())));
      }
    }
    return lines;
  }

  private FileVersion after(String path, FileStat stat, FileVersion before) throws IOException {
    if (stat == null) {
      return FileVersion.NOTHING;
    }
    return before.kind() == FileVersion.Kind.UNKEPT
            && before.hash().equals(CurrentFiles.fingerprint(stat))
        ? before.withMode(stat.mode())
        : currentFiles.read(path, stat, CurrentFiles.Retention.STORE);
  }

  /// The last recorded version of a path, provided the log continues from the stored version.
  private static FileVersion recorded(FileVersion stored, List<FileTransition> changes) {
    var isKnown =
        changes.stream()
            .anyMatch(each -> each.before().isSameAs(stored) || each.after().isSameAs(stored));
    return isKnown ? changes.getLast().after() : stored;
  }

  /// Returns the manifests of a task.
  static List<Path> manifests(Path directory, TaskId taskId) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.newDirectoryStream(directory, taskId + ".*")) {
      var found = new ArrayList<Path>();
      files.forEach(found::add);
      return found;
    }
  }

  /// Takes a snapshot of a workspace.
  @FunctionalInterface
  interface SnapshotTaker {
    Optional<WorkspaceSnapshot> take(ConfinedWorkspace workspace) throws IOException;
  }
}
