package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Lists all files below a folder without a shell. Uses `glob_find` and, where its output is
/// truncated, repeats it with longer path prefixes until every output is complete.
final class GlobFileLister {
  private static final int CALLS_MAX = 1_000;
  private static final int PATTERN_CHARS_MAX = 1_000;

  private final ToolDriver tools;
  private final String folder;

  GlobFileLister(ToolDriver tools, String folder) {
    this.tools = tools;
    this.folder = folder;
  }

  /// A set of paths: those that start with a prefix and do not continue with one of some
  /// characters.
  ///
  /// @param begin the prefix, relative to the folder
  /// @param not the excluded next characters, as code points
  private record PathPrefix(String begin, SortedSet<Integer> not) {
    PathPrefix(String begin) {
      this(begin, new TreeSet<>());
    }

    List<PathPrefix> split(List<String> results) {
      var parts = new ArrayList<PathPrefix>();
      var stem = not.isEmpty() ? common(results) : begin;
      for (var at = begin.length(); at < stem.length(); ) {
        var next = stem.codePointAt(at);
        parts.add(new PathPrefix(stem.substring(0, at), new TreeSet<>(List.of(next))));
        at += Character.charCount(next);
      }
      var rest = new TreeSet<>(not);
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
      var literal = GlobPatterns.escape(begin);
      return not.isEmpty() ? literal + "**" : GlobPatterns.prefixNotFollowedBy(literal, not);
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
      var narrower = new ArrayList<PathPrefix>();
      for (var at = 0; at < pending.size(); at++) {
        var listed = listed(results.get(at));
        found.addAll(listed);
        if (!ToolOutputMarkers.isComplete(results.get(at).text())) {
          narrower.addAll(split(pending.get(at), listed));
        }
      }
      pending = narrower;
    }
    return List.copyOf(found);
  }

  private static List<String> listed(ToolDriver.Result results) throws BlockedException {
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

  private List<PathPrefix> split(PathPrefix part, List<String> listed) throws BlockedException {
    var prefix = folder.equals(".") ? "" : folder.replaceFirst("^(?:\\./)+", "") + "/";
    var results =
        listed.stream()
            .filter(path -> path.startsWith(prefix))
            .map(path -> path.substring(prefix.length()))
            .filter(path -> path.startsWith(part.begin()))
            .toList();
    if (results.size() < 2) {
      throw tooMany(listed.size());
    }
    return part.split(results);
  }

  private List<ToolDriver.Invocation> invocations(List<PathPrefix> parts, int found)
      throws BlockedException {
    var invocations = new ArrayList<ToolDriver.Invocation>();
    for (var part : parts) {
      var pattern = part.pattern();
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
            + ReportText.count(found, "file", "files")
            + " so far), and the tool shell_execute was not available or not allowed.");
  }
}
