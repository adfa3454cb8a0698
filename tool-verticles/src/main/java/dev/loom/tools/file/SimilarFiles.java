package dev.loom.tools.file;

import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.bus.text.NameSuggestions;
import dev.loom.tools.workspace.IgnoredDirectories;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Names files that a model may have meant by a path that does not exist.
final class SimilarFiles {
  private static final int PATHS_MAX = 3;
  private static final int ENTRIES_MAX = 10_000;
  private static final int COMMON_START = 3;

  private SimilarFiles() {}

  /// Returns a sentence that begins with a blank, empty if there are none.
  static String hint(Workspace workspace, String path) {
    var similar = new LinkedHashSet<String>();
    try {
      var relative = workspace.relativize(path);
      var name = relative.substring(relative.lastIndexOf('/') + 1);
      addWithSimilarName(workspace, relative, name, similar);
      addWithSameName(workspace, name, similar);
    } catch (IOException ignored) {
      // The directory does not exist either.
    }
    return similar.isEmpty() ? "" : ". Did you mean " + String.join(", ", similar) + "?";
  }

  private static void addWithSameName(Workspace workspace, String name, Set<String> similar)
      throws IOException {
    var visited = new AtomicInteger();
    workspace.walk(
        ".",
        entry -> {
          if (entry.kind() == Kind.FILE && entry.name().equalsIgnoreCase(name)) {
            similar.add(entry.path());
          }
          if (similar.size() >= PATHS_MAX || visited.incrementAndGet() > ENTRIES_MAX) {
            return VisitResult.STOP;
          }
          return IgnoredDirectories.isSkipped(entry) ? VisitResult.SKIP : VisitResult.CONTINUE;
        });
  }

  private static void addWithSimilarName(
      Workspace workspace, String path, String name, Set<String> similar) throws IOException {
    var directory = path.equals(name) ? "." : path.substring(0, path.length() - name.length() - 1);
    if (workspace.stat(directory).kind() != Kind.DIRECTORY) {
      return;
    }
    var start = name.substring(0, Math.min(COMMON_START, name.length())).toLowerCase(Locale.ROOT);
    var names =
        workspace.list(directory).stream()
            .filter(entry -> entry.kind() == Kind.FILE)
            .map(Entry::name)
            .filter(known -> known.toLowerCase(Locale.ROOT).startsWith(start))
            .toList();
    NameSuggestions.suggest(name, names).stream()
        .map(known -> directory.equals(".") ? known : directory + "/" + known)
        .forEach(similar::add);
  }
}
