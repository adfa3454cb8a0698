package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Looks through a folder with the shell's own `find`, which knows no limit of results.
///
/// Where there is no shell, or it was not allowed, or it lacks an option, there is no answer and
/// the caller falls back on the read-only tools with their limits. Reads only; every text that
/// comes from outside is quoted.
final class Find {
  /// Folders of tools and of built things: nobody means them by "the files here".
  static final List<String> LEFT_OUT =
      List.of(
          ".git",
          ".hg",
          ".svn",
          "node_modules",
          "target",
          "build",
          "dist",
          "out",
          "__pycache__",
          ".venv",
          "venv",
          ".tox",
          ".mypy_cache",
          ".pytest_cache",
          ".idea",
          ".gradle",
          ".next",
          ".loom");

  /// So many lines at 200 bytes each are safely below what a tool shows of its output.
  private static final int PAGE_LINES = 120;

  private static final int LINE_BYTES_MAX = 200;
  private static final int PAGES_MAX = 50;

  private final Hands hands;
  private final String folder;
  private final List<String> without;

  /// @param without files to leave out, relative to the workspace
  Find(Hands hands, String folder, List<String> without) {
    this.hands = hands;
    this.folder = folder;
    this.without = without;
  }

  /// Lines of a command and how many there are in all.
  record Found(List<String> lines, long total) {}

  /// What was left out, for the report.
  String leftOut() {
    var files = without.isEmpty() ? "" : ", and " + String.join(", ", without) + " itself";
    return "Left out: folders named " + String.join(", ", LEFT_OUT) + files + ".";
  }

  /// Files of a kind that pass a test, sorted.
  ///
  /// @param action what `find` does with each file, `-print` for its path
  Optional<Found> files(FileKind kind, String action) throws NeedsTools, Blocked {
    return pages(expression(kind) + " " + action + " | sed 's|^\\./||' | LC_ALL=C sort");
  }

  /// Lines of the form `path:number:text`, sorted by path and number.
  Optional<Found> matches(String grep) throws NeedsTools, Blocked {
    return pages(
        expression(FileKind.ANY)
            + " -exec grep -HnI "
            + grep
            + " {} + | sed 's|^\\./||' | cut -c1-"
            + LINE_BYTES_MAX
            + " | LC_ALL=C sort -t: -k1,1 -k2,2n");
  }

  /// All lines of a command that is short by its nature.
  Optional<List<String>> lines(FileKind kind, String rest) throws NeedsTools, Blocked {
    return run(expression(kind) + " " + rest).map(Hands.Seen::lines);
  }

  private Optional<Found> pages(String pipeline) throws NeedsTools, Blocked {
    var first = run(pipeline + " | awk 'NR<=" + PAGE_LINES + " {print} END {print \"total \" NR}'");
    if (first.isEmpty()) {
      return Optional.empty();
    }
    var lines = new ArrayList<>(first.get().lines());
    if (lines.isEmpty() || !lines.getLast().matches("total \\d+")) {
      return Optional.empty();
    }
    var total = Long.parseLong(lines.removeLast().substring("total ".length()));
    if (total > PAGE_LINES) {
      var wishes = new ArrayList<Hands.Wish>();
      for (var from = PAGE_LINES + 1; from <= total && wishes.size() < PAGES_MAX; ) {
        var to = from + PAGE_LINES - 1;
        wishes.add(wish(pipeline + " | sed -n '" + from + "," + to + "p'"));
        from = to + 1;
      }
      hands.useAll(wishes).stream()
          .filter(seen -> !seen.failed())
          .forEach(seen -> lines.addAll(seen.lines()));
    }
    return Optional.of(new Found(List.copyOf(lines), total));
  }

  private Optional<Hands.Seen> run(String command) throws NeedsTools, Blocked {
    if (hands.offers("shell_execute")) {
      var seen = hands.useAll(List.of(wish(command))).getFirst();
      var lacks = seen.text().contains("[stderr]") && seen.text().contains("option");
      if (!seen.failed() && !lacks) {
        return Optional.of(seen);
      }
    }
    requireFolder();
    return Optional.empty();
  }

  /// A folder that is not there holds nothing, but that is no finding.
  private void requireFolder() throws NeedsTools, Blocked {
    if (folder.equals(".") || !hands.offers("list_directory")) {
      return;
    }
    var seen = hands.use("list_directory", Map.of("path", folder));
    if (seen.failed()) {
      throw new Blocked("The folder " + folder + " could not be read: " + seen.reason());
    }
  }

  private static Hands.Wish wish(String command) {
    return new Hands.Wish("shell_execute", Map.of("command", command));
  }

  /// `test -d` first, because a missing folder is otherwise an empty answer.
  private String expression(FileKind kind) {
    var root = rooted(folder);
    var prune = LEFT_OUT.stream().map(name -> "-name " + name).collect(Collectors.joining(" -o "));
    var skipped =
        without.stream()
            .map(path -> " ! -path " + quoted(rooted(path)))
            .collect(Collectors.joining());
    return "test -d "
        + quoted(root)
        + " && find "
        + quoted(root)
        + " -type d \\( "
        + prune
        + " \\) ! -path "
        + quoted(root)
        + " -prune -o -type f"
        + names(kind)
        + skipped;
  }

  private static String names(FileKind kind) {
    if (kind.patterns().isEmpty()) {
      return "";
    }
    return kind.patterns().stream()
        .map(pattern -> "-iname " + quoted(pattern))
        .collect(Collectors.joining(" -o ", " \\( ", " \\)"));
  }

  /// The paths in what `glob_find` says, without its remarks.
  static List<String> paths(Hands.Seen listed) {
    return listed.lines().stream()
        .filter(line -> !line.isBlank() && !line.equals("No files matched."))
        .filter(line -> !line.startsWith("... (") && !line.startsWith("(only the first "))
        .toList();
  }

  /// A path that no program takes for an option.
  static String rooted(String path) {
    return path.equals(".") || path.startsWith("/") || path.startsWith("./") ? path : "./" + path;
  }

  /// A text as one word of the shell.
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
