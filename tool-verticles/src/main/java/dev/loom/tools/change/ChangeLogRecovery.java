package dev.loom.tools.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loom.contracts.id.TaskId;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Completes changes whose recording a crash interrupted, by comparing the log with the files on
/// disk.
final class ChangeLogRecovery {
  private static final Logger LOG = System.getLogger(ChangeLogRecovery.class.getName());

  private final ChangeLog changeLog;
  private final TaskChangeLog taskLog;
  private final ConfinedWorkspace workspace;
  private final CurrentFiles currentFiles;

  ChangeLogRecovery(ChangeLog changeLog, TaskChangeLog taskLog, ConfinedWorkspace workspace) {
    this.changeLog = changeLog;
    this.taskLog = taskLog;
    this.workspace = workspace;
    this.currentFiles = changeLog.currentFiles(workspace);
  }

  /// Decides whether the transition of an intent was made.
  static ChangeLogLine resolve(FileTransition transition, CurrentFiles currentFiles)
      throws IOException {
    var current = currentFiles.hash(transition.path());
    if (current.isSameAs(transition.before())) {
      return new ChangeLogLine.Dropped(transition.stepId(), transition.path());
    }
    // Any other content was written later by another writer.
    var after = transition.after();
    return new ChangeLogLine.Done(
        current.isSameAs(after)
            ? transition.withAfter(after.withMode(current.mode()))
            : transition);
  }

  /// @param manifests of processes that were running
  void recover(List<Path> manifests) throws IOException {
    var lines = new ArrayList<ChangeLogLine>();
    var history = new ChangeHistory(taskLog.read());
    for (var transition : history.unfinished()) {
      lines.add(resolve(transition, currentFiles));
    }
    taskLog.append(workspace.root().toString(), lines, true);
    for (var file : manifests) {
      recoverCommand(file);
    }
  }

  private void recoverCommand(Path file) throws IOException {
    CommandManifest manifest;
    try {
      manifest = CommandManifest.read(file);
    } catch (JsonProcessingException ignored) {
      LOG.log(Level.DEBUG, "A process of task {0} was never started", taskLog.taskId());
      Files.delete(file);
      return;
    }
    if (!manifest.taskId().equals(taskLog.taskId())) {
      return;
    }
    var snapshot = changeLog.takeSnapshot(workspace, manifest::isIncluded);
    if (snapshot.isPresent()) {
      taskLog.append(workspace.root().toString(), changes(manifest, snapshot.get()), true);
    }
    Files.delete(file);
  }

  private List<ChangeLogLine> changes(CommandManifest manifest, WorkspaceSnapshot snapshot)
      throws IOException {
    var history = new ChangeHistory(taskLog.read());
    var recorded = new HashMap<>(manifest.files());
    snapshot.files().keySet().forEach(path -> recorded.putIfAbsent(path, FileVersion.NOTHING));
    recorded.replaceAll((path, stored) -> lastRecorded(stored, history.transitions(path)));
    return manifest.changes(
        new FileCache(changeLog.limits()).compare(recorded, snapshot, currentFiles));
  }

  /// Returns the last recorded version of a path if the log continues from the stored version.
  private static FileVersion lastRecorded(FileVersion stored, List<FileTransition> changes) {
    var isKnown =
        changes.stream().anyMatch(t -> t.before().isSameAs(stored) || t.after().isSameAs(stored));
    return isKnown ? changes.getLast().after() : stored;
  }

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
}
