package dev.loom.tools.change;

import dev.loom.api.tool.Workspace;
import dev.loom.tools.change.UndoOperation.FileUndo;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the reasons why an undo is impossible, as messages for a user.
final class UndoConflicts {
  private final ConfinedWorkspace workspace;
  private final CurrentFiles currentFiles;
  private final ContentStore contents;

  /// Paths that this undo removes.
  private final Set<String> removed = new HashSet<>();

  UndoConflicts(ConfinedWorkspace workspace, CurrentFiles currentFiles, ContentStore contents) {
    this.workspace = workspace;
    this.currentFiles = currentFiles;
    this.contents = contents;
  }

  List<String> find(List<FileUndo> steps) throws IOException {
    for (var step : steps) {
      if (!step.target().exists()) {
        removed.add(step.path());
      }
    }
    var conflicts = new ArrayList<String>();
    for (var step : steps) {
      find(step).ifPresent(conflicts::add);
    }
    return conflicts;
  }

  private Optional<String> find(FileUndo step) throws IOException {
    var conflict = findInLog(step);
    return conflict.isPresent() ? conflict : findInWorkspace(step);
  }

  /// Returns why a file cannot be restored whatever is in the workspace; empty if it can.
  Optional<String> findMissingContent(FileUndo step) {
    for (var change : step.chain()) {
      var missing = ChangePresenter.missingContent(change.transition(), contents);
      if (!missing.isEmpty()) {
        return Optional.of(
            "%s: change %d cannot be undone: %s".formatted(step.path(), change.id(), missing));
      }
    }
    return Optional.empty();
  }

  private Optional<String> findInLog(FileUndo step) throws IOException {
    if (!step.later().isEmpty()) {
      var later = step.later().getLast();
      return Optional.of(
          "%s: change %d of subtask %s modified it later; undo that change first, or the whole task"
              .formatted(step.path(), later.id(), later.transition().subtaskId()));
    }
    for (var i = 1; i < step.chain().size(); i++) {
      var earlier = step.chain().get(i - 1);
      var later = step.chain().get(i);
      if (!later.transition().before().isSameAs(earlier.transition().after())) {
        return Optional.of(
            "%s was edited outside Loom between change %d and change %d; undo only change %d and save that edit"
                .formatted(step.path(), earlier.id(), later.id(), later.id()));
      }
    }
    var target = step.target();
    return target.kind() == FileVersion.Kind.FILE && contents.read(target.hash()).isEmpty()
        ? Optional.of(contentLost(step.path()).getMessage())
        : Optional.empty();
  }

  static IOException contentLost(String path) {
    return new IOException(path + ": the previous content is damaged or no longer stored");
  }

  private Optional<String> findInWorkspace(FileUndo step) throws IOException {
    var current = currentFiles.hash(step.path());
    if (!current.isSameAs(step.lastWritten()) && !current.isSameAs(step.target())) {
      return Optional.of(
          step.path()
              + (current.exists() ? " was edited" : " was removed")
              + " since; save that edit elsewhere and restore Loom's version, or keep the change");
    }
    return step.target().exists() ? findBlockingEntry(step.path()) : Optional.empty();
  }

  /// Finds an entry that now occupies the path of a file to restore.
  private Optional<String> findBlockingEntry(String path) throws IOException {
    for (var parent : ParentPaths.of(path).toList().reversed()) {
      var stat = workspace.attributes(parent);
      if (stat.isPresent() && !stat.get().isDirectory() && !removed.contains(parent)) {
        return Optional.of(path + ": " + parent + " is no longer a directory; move it away first");
      }
    }
    var isDirectory =
        workspace.attributes(path).filter(PosixFileAttributes::isDirectory).isPresent();
    return isDirectory && containsOtherFiles(path)
        ? Optional.of(path + " is now a directory with files in it; move it away first")
        : Optional.empty();
  }

  private boolean containsOtherFiles(String directory) throws IOException {
    var found = new boolean[1];
    workspace.walk(
        directory,
        entry -> {
          found[0] |= entry.kind() != Workspace.Kind.DIRECTORY && !removed.contains(entry.path());
          return found[0] ? Workspace.VisitResult.STOP : Workspace.VisitResult.CONTINUE;
        });
    return found[0];
  }
}
