package dev.loom.tools.search;

import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Decides which entries the `.gitignore` files of a workspace name: mostly generated ones. The
/// rules are those of the gitignore manual page; files that Git tracks anyway are not known.
final class GitIgnore {
  private static final int FILE_BYTES_MAX = 256 * 1024;

  private final Workspace workspace;
  private final Map<String, Level> levels = new HashMap<>();

  GitIgnore(Workspace workspace) {
    this.workspace = workspace;
  }

  /// One line of a file.
  ///
  /// @param negated whether matching entries are not ignored after all
  /// @param path whether the pattern is for paths relative to the file, not for names
  private record Rule(
      Predicate<String> pattern, boolean negated, boolean directoriesOnly, boolean path) {}

  /// A directory with the rules of its file.
  ///
  /// @param parent null for the root
  private record Level(Level parent, int prefixLength, boolean ignored, List<Rule> rules) {
    boolean ignores(String path, boolean directory) {
      if (ignored) {
        return true;
      }
      var name = path.substring(path.lastIndexOf('/') + 1);
      for (var level = this; level != null; level = level.parent()) {
        for (var rule : level.rules().reversed()) {
          var matches =
              (directory || !rule.directoriesOnly())
                  && rule.pattern().test(rule.path() ? path.substring(level.prefixLength()) : name);
          if (matches) {
            return !rule.negated();
          }
        }
      }
      return false;
    }
  }

  boolean isIgnored(Entry entry) {
    return level(parent(entry.path())).ignores(entry.path(), entry.kind() == Kind.DIRECTORY);
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /// @param directory empty for the root
  private Level level(String directory) {
    var known = levels.get(directory);
    if (known != null) {
      return known;
    }
    var parent = directory.isEmpty() ? null : level(parent(directory));
    var ignored = parent != null && parent.ignores(directory, true);
    var prefix = directory.isEmpty() ? "" : directory + "/";
    var level =
        new Level(
            parent, prefix.length(), ignored, ignored ? List.of() : read(prefix + ".gitignore"));
    levels.put(directory, level);
    return level;
  }

  private List<Rule> read(String path) {
    var rules = new ArrayList<Rule>();
    try {
      if (workspace.stat(path).kind() == Kind.FILE) {
        new String(workspace.read(path, FILE_BYTES_MAX), StandardCharsets.UTF_8)
            .lines()
            .map(GitIgnore::parse)
            .flatMap(Optional::stream)
            .forEach(rules::add);
      }
    } catch (IOException ignored) {
      // Without the file, its entries are searched like all others.
    }
    return rules;
  }

  private static Optional<Rule> parse(String line) {
    var text = line.replaceFirst("(?<!\\\\) +$", "");
    if (text.isEmpty() || text.startsWith("#")) {
      return Optional.empty();
    }
    var negated = text.startsWith("!");
    var pattern = text.substring(negated ? 1 : 0);
    var directoriesOnly = pattern.endsWith("/");
    pattern = directoriesOnly ? pattern.substring(0, pattern.length() - 1) : pattern;
    var path = pattern.contains("/");
    pattern = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    try {
      return Optional.of(new Rule(predicate(pattern), negated, directoriesOnly, path));
    } catch (IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  /// Most rules are a name or the end of one, which need no regular expression.
  private static Predicate<String> predicate(String pattern) {
    if (!pattern.matches(".*[*?\\[\\\\].*")) {
      return pattern::equals;
    }
    if (pattern.matches("\\*[^*?\\[\\\\/]+")) {
      var end = pattern.substring(1);
      return name -> name.endsWith(end) && name.indexOf('/') < 0;
    }
    return Glob.forPaths(pattern.replaceAll("[{}]", "\\\\$0"))::matches;
  }
}
