package dev.loom.tools.change;

import dev.loom.risk.PathRisk;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Puts protected files back that the processes of a call changed without an approval: those by
/// name, and the [GitSettings] of repositories. What was there instead is kept under Loom's
/// directory.
final class ProtectedFileGuard {
  private final ConfinedWorkspace workspace;
  private final ContentStore contents;
  private final Path keptDirectory;

  private final GuardedFiles guarded;
  private final Set<String> putBack = new TreeSet<>();
  private Map<String, GitSettings> repositories = Map.of();

  /// @param keptDirectory for the contents that are taken away
  ProtectedFileGuard(
      ConfinedWorkspace workspace,
      ContentStore contents,
      Path keptDirectory,
      GuardedFiles guarded) {
    this.workspace = workspace;
    this.contents = contents;
    this.keptDirectory = keptDirectory;
    this.guarded = guarded;
  }

  /// Reads the settings of the repositories before the first process.
  ///
  /// @param directories all directories of the workspace
  void begin(Collection<String> directories) throws IOException {
    repositories = read(directories);
  }

  private Map<String, GitSettings> read(Collection<String> directories) throws IOException {
    var found = new LinkedHashMap<String, GitSettings>();
    for (var directory : directories) {
      if (directory.equals(".git") || directory.endsWith("/.git")) {
        found.put(directory, GitSettings.read(workspace, directory));
      }
    }
    return found;
  }

  /// Puts back what was changed.
  ///
  /// @param differences changes since the last recorded versions
  /// @param directories all directories of the workspace
  /// @return the other changes
  List<FileDifference> putBack(List<FileDifference> differences, Collection<String> directories)
      throws IOException {
    for (var repository : read(directories).entrySet()) {
      putBack(repository.getKey(), repository.getValue());
    }
    var others = new ArrayList<FileDifference>();
    var changed = new ArrayList<FileDifference>();
    for (var found : differences) {
      boolean isGuarded =
          guarded.include(found.recorded().exists())
              && PathRisk.assessChange(found.path()).isPresent()
              && found.recorded().kind() != FileVersion.Kind.UNKEPT;
      (isGuarded ? changed : others).add(found);
    }
    // New files first, because they may occupy the paths of others.
    for (var found : changed) {
      keep(found.path(), contents.read(found.current().hash()).orElse(new byte[0]));
      workspace.removeEntry(found.path());
      for (var parent : ParentPaths.of(found.path()).toList()) {
        workspace.removeIfEmpty(parent);
      }
    }
    for (var found : changed) {
      restore(found);
    }
    return others;
  }

  private void restore(FileDifference found) throws IOException {
    var before = found.recorded();
    if (before.kind() == FileVersion.Kind.LINK) {
      workspace.restoreLink(found.path(), before.note());
    } else if (before.exists()) {
      var content = contents.read(before.hash());
      if (content.isPresent()) {
        workspace.restoreFile(found.path(), content.get(), before.mode());
      }
    }
  }

  private void putBack(String directory, GitSettings now) throws IOException {
    var before = repositories.get(directory);
    if (!guarded.include(before != null)) {
      return;
    }
    var wanted = before == null ? now.harmless() : before.files();
    for (var name : now.files().keySet()) {
      if (!wanted.containsKey(name)) {
        var path = directory + "/" + name;
        keep(path, now.files().get(name));
        workspace.removeEntry(path);
      }
    }
    for (var file : wanted.entrySet()) {
      var current = now.files().get(file.getKey());
      if (!Arrays.equals(file.getValue(), current)) {
        var path = directory + "/" + file.getKey();
        keep(path, current == null ? new byte[0] : current);
        workspace.restoreFile(path, file.getValue(), now.mode(file.getKey()));
      }
    }
  }

  private void keep(String path, byte[] content) throws IOException {
    putBack.add(path);
    if (content.length > 0) {
      var file = keptDirectory.resolve(path);
      OwnerOnlyFiles.createDirectory(file.getParent());
      OwnerOnlyFiles.write(file, content, false);
    }
  }

  /// Returns a note for the model and the user, empty if nothing was put back.
  String note() {
    return putBack.isEmpty()
        ? ""
        : ("Note: protected files were put back to what they were before: %s. What the command"
                + " wrote is in %s. To change them, name them in 'writable'; a user is asked then.")
            .formatted(String.join(", ", putBack), keptDirectory);
  }
}
