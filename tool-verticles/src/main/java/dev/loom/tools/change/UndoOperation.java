package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.change.UndoChanges.OneChange;
import dev.loom.contracts.change.UndoChanges.OneSubtask;
import dev.loom.contracts.change.UndoChanges.Scope;
import dev.loom.contracts.change.UndoChanges.Undone;
import dev.loom.contracts.change.UndoChanges.WholeTask;
import dev.loom.contracts.error.ServiceException;
import dev.loom.tools.change.ChangeHistory.LoggedChange;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Undoes changes of one task, without the files whose earlier content was not stored. Checks all
/// others before it modifies the first one. The caller holds the lock of the baseline, so all
/// earlier writes are in the log.
final class UndoOperation {
  private static final int CONFLICTS_SHOWN_MAX = 20;

  private final TaskChangeLog taskLog;
  private final ConfinedWorkspace workspace;
  private final ContentStore contents;
  private final CurrentFiles currentFiles;
  private final WorkspaceBaseline baseline;

  UndoOperation(
      TaskChangeLog taskLog,
      ConfinedWorkspace workspace,
      ContentStore contents,
      CurrentFiles currentFiles,
      WorkspaceBaseline baseline) {
    this.taskLog = taskLog;
    this.workspace = workspace;
    this.contents = contents;
    this.currentFiles = currentFiles;
    this.baseline = baseline;
  }

  Undone undo(Scope scope) throws IOException {
    var changes = new ChangeHistory(taskLog.read()).changes();
    var selected = select(changes, scope);
    var conflicts = new UndoConflicts(workspace, currentFiles, contents);
    var steps = new ArrayList<FileUndo>();
    var notUndone = new ArrayList<String>();
    for (var step : steps(selected, changes)) {
      conflicts.findMissingContent(step).ifPresentOrElse(notUndone::add, () -> steps.add(step));
    }
    checkNoConflicts(steps.isEmpty() ? notUndone : conflicts.find(steps));
    restore(steps, changes);
    var ids =
        steps.stream()
            .flatMap(step -> step.chain().stream())
            .map(LoggedChange::id)
            .sorted(Comparator.reverseOrder())
            .toList();
    taskLog.append(
        workspace.root().toString(), List.of(new ChangeLogLine.Undone(ids, Instant.now())), true);
    return new Undone(steps.stream().map(FileUndo::effect).toList(), ids, notUndone);
  }

  private static List<LoggedChange> select(List<LoggedChange> changes, Scope scope) {
    var inScope =
        switch (scope) {
          case WholeTask wholeTask -> changes;
          case OneSubtask one ->
              changes.stream()
                  .filter(c -> c.transition().subtaskId().equals(one.subtaskId()))
                  .toList();
          case OneChange one -> changes.stream().filter(c -> c.id() == one.changeId()).toList();
        };
    if (inScope.isEmpty()) {
      throw noChanges(scope);
    }
    var selected = inScope.stream().filter(change -> !change.undone()).toList();
    if (selected.isEmpty()) {
      var detail =
          switch (scope) {
            case WholeTask wholeTask -> "The task has no changes left to undo";
            case OneSubtask one -> "Subtask " + one.subtaskId() + " has no changes left to undo";
            case OneChange one -> "Change " + one.changeId() + " is already undone";
          };
      throw ServiceException.conflict("There is nothing to undo. " + detail + ".");
    }
    return selected;
  }

  /// Returns the failure of an undo for whose scope no change was ever recorded.
  static ServiceException noChanges(Scope scope) {
    var list = "; list the changes to see what there is.";
    return switch (scope) {
      case WholeTask wholeTask ->
          ServiceException.conflict("There is nothing to undo. The task has no changes.");
      case OneSubtask one ->
          ServiceException.notFound("There is no change of subtask " + one.subtaskId() + list);
      case OneChange one ->
          ServiceException.notFound("There is no change " + one.changeId() + list);
    };
  }

  /// Groups the selected changes by path.
  private static List<FileUndo> steps(List<LoggedChange> selected, List<LoggedChange> changes) {
    var byPath =
        selected.stream()
            .collect(
                Collectors.groupingBy(
                    change -> change.transition().path(), TreeMap::new, Collectors.toList()));
    return byPath.entrySet().stream()
        .map(e -> new FileUndo(e.getKey(), e.getValue(), later(e.getValue(), changes)))
        .toList();
  }

  /// Returns later changes of the same file that are not selected and not undone.
  private static List<LoggedChange> later(List<LoggedChange> chain, List<LoggedChange> changes) {
    var first = chain.getFirst();
    return changes.stream()
        .filter(change -> change.transition().path().equals(first.transition().path()))
        .filter(change -> change.id() > first.id() && !change.undone() && !chain.contains(change))
        .toList();
  }

  private static void checkNoConflicts(List<String> conflicts) {
    if (conflicts.isEmpty()) {
      return;
    }
    var shown = conflicts.stream().limit(CONFLICTS_SHOWN_MAX).toList();
    var more = conflicts.size() - shown.size();
    throw ServiceException.conflict(
        "Nothing was undone. "
            + String.join("; ", shown)
            + (more > 0 ? "; and " + more + " more" : "")
            + ".");
  }

  /// Removes created files first, because they may occupy the paths of restored ones.
  private void restore(List<FileUndo> steps, List<LoggedChange> changes) throws IOException {
    for (var step : steps) {
      if (!step.target().exists()) {
        workspace.removeEntry(step.path());
        baseline.record(step.path(), FileVersion.NOTHING);
      }
    }
    for (var directory : newDirectories(steps, changes).descendingSet()) {
      workspace.removeIfEmpty(directory);
    }
    for (var step : steps) {
      if (step.target().exists()) {
        restore(step);
      }
    }
  }

  private void restore(FileUndo step) throws IOException {
    var target = step.target();
    if (!target.isSameAs(currentFiles.hash(step.path()))) {
      write(step.path(), target);
    }
    baseline.record(step.path(), target);
  }

  private void write(String path, FileVersion target) throws IOException {
    if (target.kind() == FileVersion.Kind.LINK) {
      workspace.restoreLink(path, target.note());
    } else {
      var content = contents.read(target.hash()).orElseThrow(() -> UndoConflicts.contentLost(path));
      workspace.restoreFile(path, content, target.mode());
    }
  }

  /// Returns directories that the task created and that contained removed files, parents first.
  private static TreeSet<String> newDirectories(List<FileUndo> steps, List<LoggedChange> changes) {
    var created = new TreeSet<String>();
    for (var change : changes) {
      ParentPaths.of(change.transition().path())
          .limit(change.transition().newDirectories())
          .forEach(created::add);
    }
    var parents =
        steps.stream()
            .filter(step -> !step.target().exists())
            .flatMap(step -> ParentPaths.of(step.path()))
            .collect(Collectors.toSet());
    created.retainAll(parents);
    return created;
  }

  /// The undo of one file.
  ///
  /// @param chain the changes to undo, oldest first
  /// @param later later changes of the same file that are not undone
  record FileUndo(String path, List<LoggedChange> chain, List<LoggedChange> later) {
    FileVersion target() {
      return chain.getFirst().transition().before();
    }

    /// The version that Loom wrote last.
    FileVersion lastWritten() {
      return chain.getLast().transition().after();
    }

    FileChange effect() {
      var kind = ChangeHistory.kind(lastWritten(), target()).orElse(FileChange.Kind.MODIFIED);
      return new FileChange(path, kind);
    }
  }
}
