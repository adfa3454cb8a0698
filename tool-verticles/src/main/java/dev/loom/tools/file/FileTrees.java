package dev.loom.tools.file;

import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.api.tool.Workspace.Visitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Lists what a call changes as a whole.
final class FileTrees {
  private FileTrees() {}

  /// Returns whether a path is a directory itself, not a link to one.
  static boolean isDirectory(Workspace workspace, String path) throws IOException {
    if (workspace.stat(path).kind() != Kind.DIRECTORY) {
      return false;
    }
    int end = path.lastIndexOf('/');
    return workspace.list(end < 0 ? "." : path.substring(0, end)).stream()
        .filter(entry -> entry.name().equals(path.substring(end + 1)))
        .allMatch(entry -> entry.kind() == Kind.DIRECTORY);
  }

  /// Lists what is below a directory, each directory before its content; nothing for a file or
  /// link.
  ///
  /// @throws IOException if there is more than `max`, or a directory cannot be read
  static List<Entry> list(Workspace workspace, String path, int max) throws IOException {
    var entries = new ArrayList<Entry>();
    if (!isDirectory(workspace, path)) {
      return entries;
    }
    var unreadable = new ArrayList<String>();
    workspace.walk(
        path,
        new Visitor() {
          @Override
          public VisitResult visit(Entry entry) {
            entries.add(entry);
            return entries.size() > max ? VisitResult.STOP : VisitResult.CONTINUE;
          }

          @Override
          public void unreadable(Entry directory) {
            unreadable.add(directory.path());
          }
        });
    if (entries.size() > max) {
      throw new IOException(
          "%s has more than %d files and directories; name a smaller part".formatted(path, max));
    }
    if (!unreadable.isEmpty()) {
      throw new IOException("Permission denied: " + unreadable.getFirst());
    }
    return entries;
  }
}
