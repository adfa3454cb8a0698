package dev.loom.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Lists all files below a folder without a shell: calls `glob_find`, and repeats each call with
/// truncated output for longer path prefixes until every output is complete.
final class RecursiveFileLister {
  private static final int CALLS_MAX = 1_000;
  private static final int PATTERN_CHARS_MAX = 1_000;

  private final ToolDriver tools;
  private final String folder;

  RecursiveFileLister(ToolDriver tools, String folder) {
    this.tools = tools;
    this.folder = folder;
  }

  /// The paths that start with a prefix and whose next character is not excluded.
  ///
  /// @param prefix the prefix, relative to the folder
  /// @param excludedNext the excluded characters, as code points
  private record PathPrefix(String prefix, SortedSet<Integer> excludedNext) {
    PathPrefix(String begin) {
      this(begin, new TreeSet<>());
    }

    List<PathPrefix> split(List<String> results) {
      var parts = new ArrayList<PathPrefix>();
      var stem = excludedNext.isEmpty() ? common(results) : prefix;
      for (var at = prefix.length(); at < stem.length(); ) {
        var next = stem.codePointAt(at);
        parts.add(new PathPrefix(stem.substring(0, at), new TreeSet<>(List.of(next))));
        at += Character.charCount(next);
      }
      var rest = new TreeSet<>(excludedNext);
      for (var path : results) {
        if (path.length() > stem.length() && rest.add(path.codePointAt(stem.length()))) {
          parts.add(new PathPrefix(stem + Character.toString(path.codePointAt(stem.length()))));
        }
      }
      parts.add(new PathPrefix(stem, rest));
      return parts;
    }

    private static String common(List<String> paths) {
      var common = paths.getFirst();
      for (var path : paths) {
        while (!path.startsWith(common)) {
          common = common.substring(0, common.offsetByCodePoints(common.length(), -1));
        }
      }
      return common;
    }

    String pattern() {
      var literal = GlobPatterns.escape(prefix);
      return excludedNext.isEmpty()
          ? literal + "**"
          : GlobPatterns.prefixNotFollowedBy(literal, excludedNext);
    }
  }

  /// @return the paths relative to the workspace, sorted
  /// @throws BlockedException if the files cannot all be listed
  List<String> list() throws NeedsToolsException, BlockedException {
    var found = new TreeSet<String>();
    var pending = List.of(new PathPrefix(""));
    for (var calls = pending.size(); !pending.isEmpty(); calls += pending.size()) {
      if (calls > CALLS_MAX) {
        throw tooMany(found.size());
      }
      var results = tools.callAll(invocations(pending, found.size()));
      var next = new ArrayList<PathPrefix>();
      for (var at = 0; at < pending.size(); at++) {
        var paths = pathsOf(results.get(at));
        found.addAll(paths);
        if (!ToolOutputMarkers.isComplete(results.get(at).text())) {
          next.addAll(split(pending.get(at), paths));
        }
      }
      pending = next;
    }
    return List.copyOf(found);
  }

  private static List<String> pathsOf(ToolDriver.Result results) throws BlockedException {
    if (results.failed()) {
      throw new BlockedException("The files could not be listed: " + results.reason());
    }
    if (ToolOutputMarkers.isPartialScan(results.text())) {
      throw new BlockedException(
          "There are more files than glob_find scans, and the tool shell_execute was not"
              + " available or not allowed. Name a smaller folder.");
    }
    return ToolOutputMarkers.wholeLines(results.text());
  }

  private List<PathPrefix> split(PathPrefix pathPrefix, List<String> paths)
      throws BlockedException {
    var prefix = folder.equals(".") ? "" : folder.replaceFirst("^(?:\\./)+", "") + "/";
    var results =
        paths.stream()
            .filter(path -> path.startsWith(prefix))
            .map(path -> path.substring(prefix.length()))
            .filter(path -> path.startsWith(pathPrefix.prefix()))
            .toList();
    if (results.size() < 2) {
      throw tooMany(paths.size());
    }
    return pathPrefix.split(results);
  }

  private List<ToolDriver.Invocation> invocations(List<PathPrefix> parts, int found)
      throws BlockedException {
    var invocations = new ArrayList<ToolDriver.Invocation>();
    for (var pathPrefix : parts) {
      var pattern = pathPrefix.pattern();
      if (pattern.length() > PATTERN_CHARS_MAX) {
        throw tooMany(found);
      }
      invocations.add(
          new ToolDriver.Invocation("glob_find", Map.of("pattern", pattern, "path", folder)));
    }
    return invocations;
  }

  private static BlockedException tooMany(int found) {
    return new BlockedException(
        "There are more files than glob_find could be made to list ("
            + ResultMarkdown.count(found, "file", "files")
            + " so far), and the tool shell_execute was not available or not allowed.");
  }
}
