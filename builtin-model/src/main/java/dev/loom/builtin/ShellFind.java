package dev.loom.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Searches a folder with the shell's `find`, which has no result limit.
///
/// Methods return empty if the shell tool is missing or fails, or its programs lack an option; the
/// caller then uses the read-only tools with their limits. Commands only read. External text is
/// always quoted.
final class ShellFind {
  /// Folders of tools and build outputs. The read-only tools skip the same ones, so results do not
  /// depend on the shell.
  private static final List<String> EXCLUDED_FOLDERS =
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

  /// Lines per tool output; this many lines of usual length fit.
  private static final int PAGE_LINES = 120;

  private static final int LINES_MAX = 6_000;
  private static final int LINE_BYTES_MAX = 600;

  private final ToolDriver tools;
  private final String folder;
  private final List<String> excluded;

  /// @param excluded files to skip, relative to the workspace
  ShellFind(ToolDriver tools, String folder, List<String> excluded) {
    this.tools = tools;
    this.folder = folder;
    this.excluded = excluded;
  }

  /// Output lines of a command and their total number.
  ///
  /// @param errorLine the first line of the command's error output; empty if none
  record Result(List<String> lines, long total, String errorLine) {
    /// Returns a note for the report if some files could not be read.
    String note() {
      return ResultMarkdown.incompleteNote(errorLine);
    }
  }

  /// Returns a note for the report that names the skipped folders and files.
  String exclusionNote() {
    var files = excluded.isEmpty() ? "" : ", and " + String.join(", ", excluded) + " itself";
    return "Left out: folders named " + String.join(", ", EXCLUDED_FOLDERS) + files + ".";
  }

  /// Finds files of a type, sorted.
  ///
  /// @param action the `find` action for each file, such as `-print`
  Optional<Result> files(FileType kind, String action)
      throws NeedsToolsException, BlockedException {
    return readPages(expression(kind) + " " + action + " | sed 's|^\\./||' | LC_ALL=C sort");
  }

  /// Finds lines as `path:number:text`, sorted by path and number.
  Optional<Result> matches(String grep) throws NeedsToolsException, BlockedException {
    return readPages(
        expression(FileType.ANY)
            + grep("-HnI " + grep)
            + " | sed 's|^\\./||' | cut -c1-"
            + LINE_BYTES_MAX
            + " | LC_ALL=C sort -t: -k1,1 -k2,2n");
  }

  /// Counts the files with matching lines.
  Optional<Long> countFiles(String grep) throws NeedsToolsException, BlockedException {
    var command = expression(FileType.ANY) + grep("-lI " + grep);
    return readPages(command).map(Result::total);
  }

  /// Counts the lines with each matching word, as lines `number word`.
  Optional<Result> countWords(String grep) throws NeedsToolsException, BlockedException {
    return readPages(
        expression(FileType.ANY)
            + grep("-HnIo " + grep)
            + " | LC_ALL=C sort -u | awk -F: '{c[$NF]++} END {for (w in c) print c[w], w}'"
            + " | LC_ALL=C sort");
  }

  /// Returns a `grep` action. For an ASCII pattern it uses the C locale, in which every byte is a
  /// valid character.
  static String grep(String options) {
    var locale = options.chars().allMatch(c -> c < 128) ? "C" : "C.UTF-8";
    return " -exec env LC_ALL=" + locale + " grep " + options + " {} +";
  }

  /// Runs a `find` action, which may be a pipeline.
  Optional<Result> lines(FileType kind, String action)
      throws NeedsToolsException, BlockedException {
    return readPages(expression(kind) + " " + action);
  }

  private Optional<Result> readPages(String pipeline) throws NeedsToolsException, BlockedException {
    var first = run(pipeline + " | awk 'END {print \"total \" NR}'");
    if (first.isEmpty()
        || first.get().lines().size() != 1
        || !first.get().lines().getFirst().matches("total \\d{1,15}")) {
      return Optional.empty();
    }
    var total = Long.parseLong(first.get().lines().getFirst().substring("total ".length()));
    var reader =
        new PagedReader(
            tools,
            (from, to) ->
                shellCall("{ " + pipeline + " | sed -n '" + from + "," + to + "p'; } 2>/dev/null"));
    var lines = new ArrayList<String>();
    reader
        .read(Math.min(total, LINES_MAX), PAGE_LINES)
        .pages()
        .forEach(page -> lines.addAll(page.lines().toList()));
    return Optional.of(new Result(List.copyOf(lines), total, first.get().errorLine()));
  }

  private Optional<ToolDriver.Result> run(String command)
      throws NeedsToolsException, BlockedException {
    if (tools.offers("shell_execute")) {
      var result = tools.callAll(List.of(shellCall(command))).getFirst();
      var lacksOption = result.errorLine().contains("option");
      if (!result.failed() && !lacksOption) {
        return Optional.of(result);
      }
    }
    requireFolder();
    return Optional.empty();
  }

  /// Fails if the folder does not exist, which must not be reported as an empty result.
  private void requireFolder() throws NeedsToolsException, BlockedException {
    if (folder.equals(".") || !tools.offers("list_directory")) {
      return;
    }
    var result = tools.call("list_directory", Map.of("path", folder));
    if (result.failed()) {
      throw new BlockedException("The folder " + folder + " could not be read: " + result.reason());
    }
  }

  private static ToolDriver.Invocation shellCall(String command) {
    return new ToolDriver.Invocation("shell_execute", Map.of("command", command));
  }

  /// Returns the `find` command without an action. `test -d` makes it fail for a missing folder.
  private String expression(FileType kind) {
    var root = rootedPath(folder);
    var prune =
        EXCLUDED_FOLDERS.stream().map(name -> "-name " + name).collect(Collectors.joining(" -o "));
    var skipped =
        excluded.stream()
            .map(path -> " ! -path " + quote(rootedPath(path)))
            .collect(Collectors.joining());
    return "test -d "
        + quote(root)
        + " && find "
        + quote(root)
        + " -type d \\( "
        + prune
        + " \\) ! -path "
        + quote(root)
        + " -prune -o -type f"
        + names(kind)
        + skipped;
  }

  private static String names(FileType kind) {
    if (kind.patterns().isEmpty()) {
      return "";
    }
    return kind.patterns().stream()
        .map(pattern -> "-iname " + quote(pattern))
        .collect(Collectors.joining(" -o ", " \\( ", " \\)"));
  }

  /// Returns the path in a form that no program parses as an option.
  static String rootedPath(String path) {
    return path.equals(".") || path.startsWith("/") || path.startsWith("./") ? path : "./" + path;
  }

  /// Quotes a text as one shell word.
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
