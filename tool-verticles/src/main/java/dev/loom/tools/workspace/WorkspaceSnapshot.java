package dev.loom.tools.workspace;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.FileChange.Kind;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Visit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a workspace at one moment, by size and time of change, to tell afterwards what a
/// command did. Histories, dependencies and build results are passed over.
public final class WorkspaceSnapshot {
  /// Larger workspaces are not compared: looking would take longer than most commands.
  public static final int ENTRIES_MAX = 20_000;

  private final SortedMap<String, Entry> files;

  private WorkspaceSnapshot(SortedMap<String, Entry> files) {
    this.files = files;
  }

  /// Looks at every file.
  ///
  /// @return empty when there are more than [#ENTRIES_MAX] entries
  public static Optional<WorkspaceSnapshot> of(Workspace workspace) throws IOException {
    var files = new TreeMap<String, Entry>();
    var seen = new int[1];
    workspace.walk(
        ".",
        entry -> {
          if (++seen[0] > ENTRIES_MAX) {
            return Visit.STOP;
          }
          return switch (entry.kind()) {
            case FILE -> {
              files.put(entry.path(), entry);
              yield Visit.CONTINUE;
            }
            case DIRECTORY -> IgnoredDirectories.isPassedOver(entry) ? Visit.SKIP : Visit.CONTINUE;
            case OTHER, MISSING -> Visit.CONTINUE;
          };
        });
    return seen[0] > ENTRIES_MAX ? Optional.empty() : Optional.of(new WorkspaceSnapshot(files));
  }

  /// What happened between this moment and a later one, by path.
  public List<FileChange> changesUntil(WorkspaceSnapshot later) {
    var changes = new TreeMap<String, FileChange>();
    files.forEach(
        (path, before) -> {
          var after = later.files.get(path);
          if (after == null) {
            changes.put(path, new FileChange(path, Kind.DELETED));
          } else if (!after.equals(before)) {
            changes.put(path, new FileChange(path, Kind.MODIFIED));
          }
        });
    later.files.forEach(
        (path, after) -> {
          if (!files.containsKey(path)) {
            changes.put(path, new FileChange(path, Kind.CREATED));
          }
        });
    return new ArrayList<>(changes.values());
  }
}
