package dev.loom.contracts.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loom.api.tool.FileChange;
import java.util.List;
import java.util.TreeMap;

/// Files changed by a task, one entry per path.
///
/// @param files changes sorted by path, without files that were created and later deleted
/// @param filesChangedUnknown true if other files may have changed too, otherwise null
public record WorkspaceChanges(
    int filesCreated,
    int filesModified,
    int filesDeleted,
    List<FileChange> files,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean filesChangedUnknown) {
  /// No changes.
  public static final WorkspaceChanges NONE = new WorkspaceChanges(0, 0, 0, List.of(), null);

  public WorkspaceChanges {
    files = List.copyOf(files);
  }

  /// Returns these changes merged with later ones of another subtask.
  public WorkspaceChanges plus(WorkspaceChanges later) {
    return plus(later.files()).withUnknown(Boolean.TRUE.equals(later.filesChangedUnknown()));
  }

  /// Returns these changes, marked if other files may have changed too.
  public WorkspaceChanges withUnknown(boolean othersUnknown) {
    return othersUnknown && filesChangedUnknown == null
        ? new WorkspaceChanges(filesCreated, filesModified, filesDeleted, files, true)
        : this;
  }

  /// Returns these changes merged with later ones.
  public WorkspaceChanges plus(List<FileChange> later) {
    if (later.isEmpty()) {
      return this;
    }
    var kinds = new TreeMap<String, FileChange.Kind>();
    files.forEach(change -> kinds.put(change.path(), change.kind()));
    later.forEach(change -> kinds.merge(change.path(), change.kind(), WorkspaceChanges::combined));
    var merged = kinds.entrySet().stream().map(e -> new FileChange(e.getKey(), e.getValue()));
    return new WorkspaceChanges(
        count(kinds, FileChange.Kind.CREATED),
        count(kinds, FileChange.Kind.MODIFIED),
        count(kinds, FileChange.Kind.DELETED),
        merged.toList(),
        filesChangedUnknown);
  }

  /// Returns the combined kind of two consecutive changes, or null if they cancel out.
  private static FileChange.Kind combined(FileChange.Kind before, FileChange.Kind now) {
    if (before == FileChange.Kind.CREATED) {
      return now == FileChange.Kind.DELETED ? null : FileChange.Kind.CREATED;
    }
    if (before == FileChange.Kind.DELETED && now == FileChange.Kind.CREATED) {
      return FileChange.Kind.MODIFIED;
    }
    return now;
  }

  private static int count(TreeMap<String, FileChange.Kind> kinds, FileChange.Kind kind) {
    return (int) kinds.values().stream().filter(each -> each == kind).count();
  }
}
