package dev.loom.tools.change;

import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.risk.PathRisk;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.IgnoredDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Puts protected files back that the processes of a call changed without an approval: those by
/// name, and the [GitSettings] of repositories. What was there instead is kept under Loom's
/// directory. Looks at the whole workspace however large it is, because processes could make it
/// larger than any limit; only not into directories of dependencies, caches and build output.
final class ProtectedFileGuard {
  private static final int PATHS_SHOWN_MAX = 50;

  private final ConfinedWorkspace workspace;
  private final ChangeLog changeLog;
  private final CurrentFiles current;
  private final Path keptDirectory;
  private final GuardedFiles guarded;
  private final Set<String> putBack = new TreeSet<>();
  private final Set<String> notPutBack = new TreeSet<>();
  private Found before = new Found(new TreeMap<>(), new TreeMap<>());

  /// What is guarded in a workspace.
  private record Found(Map<String, FileVersion> files, Map<String, GitSettings> repositories) {}

  /// @param keptDirectory for the contents that are taken away
  ProtectedFileGuard(
      ConfinedWorkspace workspace, ChangeLog changeLog, Path keptDirectory, GuardedFiles guarded) {
    this.workspace = workspace;
    this.changeLog = changeLog;
    this.current = changeLog.currentFiles(workspace);
    this.keptDirectory = keptDirectory;
    this.guarded = guarded;
  }

  /// Reads what is guarded before the first process.
  void begin() throws IOException {
    before = find();
    if (guarded.include(true)) {
      for (var file : before.files().entrySet()) {
        file.setValue(current.store(file.getKey()));
      }
    }
  }

  private Found find() throws IOException {
    var found = new Found(new TreeMap<>(), new TreeMap<>());
    var excluded = changeLog.excludedFrom(workspace);
    workspace.scan(
        ".",
        entry -> {
          if (entry.kind() == Kind.DIRECTORY) {
            if (entry.name().equals(".git")) {
              found.repositories().put(entry.path(), GitSettings.read(workspace, entry.path()));
              return VisitResult.SKIP;
            }
            return IgnoredDirectories.isSkipped(entry) || entry.path().equals(excluded)
                ? VisitResult.SKIP
                : VisitResult.CONTINUE;
          }
          if (PathRisk.assessChange(entry.path()).isPresent()) {
            found.files().put(entry.path(), FileVersion.NOTHING);
          }
          return VisitResult.CONTINUE;
        });
    return found;
  }

  /// Puts back what was changed.
  void putBack() throws IOException {
    var now = find();
    for (var repository : now.repositories().entrySet()) {
      putBack(repository.getKey(), repository.getValue());
    }
    // New files first, because they may occupy the paths of others.
    for (var path : now.files().keySet()) {
      if (!before.files().containsKey(path) && guarded.include(false)) {
        remove(path);
      }
    }
    if (guarded.include(true)) {
      for (var file : before.files().entrySet()) {
        restore(file.getKey(), file.getValue());
      }
    }
  }

  private void remove(String path) throws IOException {
    keep(path, content(current.store(path)));
    workspace.removeEntry(path);
    for (var parent : ParentPaths.of(path).toList()) {
      workspace.removeIfEmpty(parent);
    }
  }

  private byte[] content(FileVersion version) throws IOException {
    return version.kind() == FileVersion.Kind.FILE
        ? changeLog.contents().read(version.hash()).orElse(new byte[0])
        : new byte[0];
  }

  private void restore(String path, FileVersion version) throws IOException {
    var now = current.store(path);
    if (now.isSameAs(version) || !version.exists()) {
      return;
    }
    if (version.kind() == FileVersion.Kind.LINK) {
      keep(path, content(now));
      workspace.removeEntry(path);
      workspace.restoreLink(path, version.note());
      return;
    }
    var content = changeLog.contents().read(version.hash());
    if (version.kind() != FileVersion.Kind.FILE || content.isEmpty()) {
      notPutBack.add(path);
      return;
    }
    keep(path, content(now));
    workspace.removeEntry(path);
    workspace.restoreFile(path, content.get(), version.mode());
  }

  private void putBack(String directory, GitSettings now) throws IOException {
    var known = before.repositories().get(directory);
    if (!guarded.include(known != null)) {
      return;
    }
    var wanted = known == null ? now.harmless() : known.files();
    for (var file : now.files().entrySet()) {
      if (!wanted.containsKey(file.getKey())
          && !GitSettings.isWorktree(file.getKey(), file.getValue())) {
        var path = directory + "/" + file.getKey();
        keep(path, file.getValue().content().orElse(new byte[0]));
        workspace.removeEntry(path);
      }
    }
    for (var file : wanted.entrySet()) {
      var current = Optional.ofNullable(now.files().get(file.getKey()));
      var path = directory + "/" + file.getKey();
      if (file.getValue().content().isEmpty()) {
        if (current.isEmpty() || current.get().content().isPresent()) {
          notPutBack.add(path);
        }
      } else if (current.filter(file.getValue()::isSameAs).isEmpty()) {
        keep(path, current.flatMap(GitSettings.Setting::content).orElse(new byte[0]));
        workspace.removeEntry(path);
        workspace.restoreFile(path, file.getValue().content().get(), file.getValue().mode());
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
    var notes = new ArrayList<String>();
    if (!putBack.isEmpty()) {
      notes.add(
          ("Note: protected files were put back to what they were before: %s. What the command"
                  + " wrote is in %s. To change them, name them in 'writable'; a user is asked then.")
              .formatted(shown(putBack), keptDirectory));
    }
    if (!notPutBack.isEmpty()) {
      notes.add(
          "Note: protected files changed and could not be put back, because they are too large: %s."
              .formatted(shown(notPutBack)));
    }
    return String.join("\n", notes);
  }

  private static String shown(Set<String> paths) {
    int more = paths.size() - PATHS_SHOWN_MAX;
    return paths.stream().limit(PATHS_SHOWN_MAX).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
