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
  /// Folders of tools and of built things: nobody means them by "the files here". The same that the
  /// read-only tools pass over, so that a shell makes no difference.
  private static final List<String> LEFT_OUT =
      List.of(
          ".git",
          ".hg",
          ".svn",
          "node_modules",
          "target",
          "build",
          "dist",
          "__pycache__",
          ".venv",
          "venv",
          ".tox",
          ".mypy_cache",
          ".pytest_cache",
          ".ruff_cache",
          ".gradle",
          ".cache");

  /// So many lines of usual length fit into one output.
  private static final int PAGE_LINES = 120;

  private static final int LINES_MAX = 6_000;
  private static final int LINE_BYTES_MAX = 600;

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
  ///
  /// @param complaint what the command said went wrong, in one line; empty when nothing did
  record Found(List<String> lines, long total, String complaint) {
    /// What to say when some files could not be looked at.
    String note() {
      return Findings.gap(complaint);
    }
  }

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
            + grep("-HnI " + grep)
            + " | sed 's|^\\./||' | cut -c1-"
            + LINE_BYTES_MAX
            + " | LC_ALL=C sort -t: -k1,1 -k2,2n");
  }

  /// How many files have such lines.
  Optional<Long> filesWith(String grep) throws NeedsTools, Blocked {
    var command = expression(FileKind.ANY) + grep("-lI " + grep);
    return pages(command).map(Found::total);
  }

  /// Lines of the form `number word`: how many lines have each of the words that match.
  Optional<Found> words(String grep) throws NeedsTools, Blocked {
    return pages(
        expression(FileKind.ANY)
            + grep("-HnIo " + grep)
            + " | LC_ALL=C sort -u | awk -F: '{c[$NF]++} END {for (w in c) print c[w], w}'"
            + " | LC_ALL=C sort");
  }

  /// `grep`, which takes every byte for a character where no other language is asked for.
  static String grep(String options) {
    var locale = options.chars().allMatch(c -> c < 128) ? "C" : "C.UTF-8";
    return " -exec env LC_ALL=" + locale + " grep " + options + " {} +";
  }

  /// All lines of a command that is short by its nature.
  Optional<Found> lines(FileKind kind, String rest) throws NeedsTools, Blocked {
    return pages(expression(kind) + " " + rest);
  }

  private Optional<Found> pages(String pipeline) throws NeedsTools, Blocked {
    var first = run(pipeline + " | awk 'END {print \"total \" NR}'");
    if (first.isEmpty()
        || first.get().lines().size() != 1
        || !first.get().lines().getFirst().matches("total \\d{1,15}")) {
      return Optional.empty();
    }
    var total = Long.parseLong(first.get().lines().getFirst().substring("total ".length()));
    var ranges =
        new Ranges(
            hands,
            (from, to) ->
                wish("{ " + pipeline + " | sed -n '" + from + "," + to + "p'; } 2>/dev/null"));
    var lines = new ArrayList<String>();
    ranges
        .read(Math.min(total, LINES_MAX), PAGE_LINES)
        .pages()
        .forEach(page -> lines.addAll(page.lines().toList()));
    return Optional.of(new Found(List.copyOf(lines), total, first.get().complaint()));
  }

  private Optional<Hands.Seen> run(String command) throws NeedsTools, Blocked {
    if (hands.offers("shell_execute")) {
      var seen = hands.useAll(List.of(wish(command))).getFirst();
      var lacks = seen.complaint().contains("option");
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

  /// A path that no program takes for an option.
  static String rooted(String path) {
    return path.equals(".") || path.startsWith("/") || path.startsWith("./") ? path : "./" + path;
  }

  /// A text as one word of the shell.
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
