package dev.loom.tools.change;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.api.tool.Workspace.Visitor;
import dev.loom.risk.PathRisk;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.IgnoredDirectories;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
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

  /// Contents beyond these are not kept, because writing them would take long.
  private static final int KEPT_MAX = 1_000;

  /// Directories in each other that processes may have closed; deeper ones are not looked into.
  private static final int ROUNDS_MAX = 100;

  private final ConfinedWorkspace workspace;
  private final ChangeLog changeLog;
  private final CurrentFiles current;
  private final Path keptDirectory;
  private final GuardedFiles guarded;
  private final Set<String> putBack = new TreeSet<>();
  private final Set<String> notPutBack = new TreeSet<>();
  private Found before = new Found();

  /// What is guarded in a workspace.
  private record Found(
      Map<String, FileVersion> files,
      Map<String, GitSettings> repositories,
      Set<String> unreadable) {
    Found() {
      this(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
    }
  }

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
    var found = new Found();
    var excluded = changeLog.excludedFrom(workspace);
    workspace.scan(
        ".",
        new Visitor() {
          @Override
          public VisitResult visit(Entry entry) throws IOException {
            return add(entry, found, excluded);
          }

          @Override
          public void unreadable(Entry directory) {
            found.unreadable().add(directory.path());
          }
        });
    return found;
  }

  private VisitResult add(Entry entry, Found found, String excluded) throws IOException {
    if (entry.kind() != Kind.DIRECTORY) {
      if (PathRisk.assessChange(entry.path()).isPresent()) {
        found.files().put(entry.path(), FileVersion.NOTHING);
      }
      return VisitResult.CONTINUE;
    }
    if (entry.name().equals(".git")) {
      addRepository(entry.path(), found);
      return VisitResult.SKIP;
    }
    return IgnoredDirectories.isSkipped(entry) || entry.path().equals(excluded)
        ? VisitResult.SKIP
        : VisitResult.CONTINUE;
  }

  private void addRepository(String path, Found found) throws IOException {
    try {
      found.repositories().put(path, GitSettings.read(workspace, path, found.unreadable()::add));
    } catch (AccessDeniedException closed) {
      found.unreadable().add(path);
    } catch (IOException failure) {
      if (workspace.attributes(path).isPresent()) {
        throw failure;
      }
      // It vanished.
    }
  }

  /// Looks again into directories that the processes closed.
  private Found findAll() throws IOException {
    var found = find();
    for (int round = 0; round < ROUNDS_MAX; round++) {
      found.unreadable().removeAll(before.unreadable());
      if (found.unreadable().isEmpty()) {
        break;
      }
      for (var directory : found.unreadable()) {
        workspace.openToOwner(directory);
      }
      found = find();
    }
    return found;
  }

  /// Puts back what was changed.
  void putBack() throws IOException {
    var now = findAll();
    for (var repository : now.repositories().entrySet()) {
      putBack(repository.getKey(), repository.getValue());
    }
    // New files first, because they may occupy the paths of others.
    for (var path : now.files().keySet()) {
      if (!before.files().containsKey(path) && guarded.include(false)) {
        tryTo(path, () -> remove(path));
      }
    }
    if (guarded.include(true)) {
      for (var file : before.files().entrySet()) {
        tryTo(file.getKey(), () -> restore(file.getKey(), file.getValue()));
      }
    }
  }

  private interface Change {
    void run() throws IOException;
  }

  /// One file that cannot be put back must not keep the others from it.
  private void tryTo(String path, Change change) throws IOException {
    try {
      change.run();
    } catch (ClosedByInterruptException interrupted) {
      throw interrupted;
    } catch (IOException failure) {
      notPutBack.add(path);
    }
  }

  private void remove(String path) throws IOException {
    keep(path, putBack.size() < KEPT_MAX ? content(current.store(path)) : new byte[0]);
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
    // A link in place of a directory would lead elsewhere.
    for (var parent : ParentPaths.of(path).toList().reversed()) {
      if (workspace.attributes(parent).filter(PosixFileAttributes::isSymbolicLink).isPresent()) {
        workspace.removeEntry(parent);
      }
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
      var path = directory + "/" + file.getKey();
      if (!wanted.containsKey(file.getKey())
          && !GitSettings.isWorktree(file.getKey(), file.getValue())) {
        tryTo(path, () -> replace(path, Optional.of(file.getValue()), Optional.empty()));
      }
    }
    for (var file : wanted.entrySet()) {
      var path = directory + "/" + file.getKey();
      var setting = Optional.ofNullable(now.files().get(file.getKey()));
      if (setting.filter(file.getValue()::isSameAs).isEmpty()) {
        tryTo(path, () -> replace(path, setting, Optional.of(file.getValue())));
      }
    }
  }

  private void replace(
      String path, Optional<GitSettings.Setting> now, Optional<GitSettings.Setting> wanted)
      throws IOException {
    if (wanted.isPresent() && wanted.get().content().isEmpty()) {
      if (now.isEmpty() || now.get().content().isPresent()) {
        notPutBack.add(path);
      }
      return;
    }
    keep(path, now.flatMap(GitSettings.Setting::content).orElse(new byte[0]));
    workspace.removeEntry(path);
    if (wanted.isPresent()) {
      workspace.restoreFile(path, wanted.get().content().get(), wanted.get().mode());
    }
  }

  private void keep(String path, byte[] content) throws IOException {
    putBack.add(path);
    if (content.length > 0 && putBack.size() <= KEPT_MAX) {
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
          "Note: protected files changed and could not be put back (too large, or replaced): %s."
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
