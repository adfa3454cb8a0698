package dev.loom.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Finds all matching lines without a shell: calls `search_files` for the folder; if the output is
/// truncated, for groups of files, then for single files; finally reads the files.
final class TextSearcher {
  private static final int CALLS_MAX = 1_000;
  private static final int PATTERN_CHARS_MAX = 1_000;

  private final ToolDriver tools;
  private final String folder;
  private List<String> paths = List.of();
  private final Map<String, Long> skippedByReason = new TreeMap<>();

  TextSearcher(ToolDriver tools, String folder) {
    this.tools = tools;
    this.folder = folder;
  }

  /// @param regex a pattern with the same meaning in RE2 and in Java
  /// @throws BlockedException if the matches cannot all be found
  List<LineMatch> matches(String regex) throws NeedsToolsException, BlockedException {
    var found = new TreeSet<LineMatch>();
    var skipped = new TreeMap<String, Long>();
    var results = tools.call("search_files", Map.of("pattern", regex, "path", folder));
    if (results.failed()) {
      throw new BlockedException("The files could not be searched: " + results.reason());
    }
    if (ToolOutputMarkers.isComplete(results.text())) {
      collect(results, found, skipped);
    } else {
      for (var path : searchInGroups(regex, found, skipped)) {
        found.addAll(read(path, regex));
      }
    }
    skipped.forEach((reason, count) -> skippedByReason.merge(reason, count, Math::max));
    return List.copyOf(found);
  }

  /// Returns a note about skipped files and lines; empty if there are none.
  String skippedNote() {
    var notes = new ArrayList<String>();
    skippedByReason.forEach(
        (reason, count) ->
            notes.add(
                count == 1
                    ? "1 " + reason.replaceFirst("(file|line)s", "$1").replaceFirst("were", "was")
                    : count + " " + reason));
    return String.join("; ", notes);
  }

  private static void collect(
      ToolDriver.Result results, TreeSet<LineMatch> found, Map<String, Long> skipped) {
    found.addAll(LineMatch.parseAll(ToolOutputMarkers.wholeLines(results.text())));
    ToolOutputMarkers.skippedByReason(results.text())
        .forEach((reason, count) -> skipped.merge(reason, count, Long::sum));
  }

  /// @return the files whose output was truncated
  private List<String> searchInGroups(
      String regex, TreeSet<LineMatch> found, Map<String, Long> skipped)
      throws NeedsToolsException, BlockedException {
    if (paths.isEmpty()) {
      paths = new RecursiveFileLister(tools, folder).list();
    }
    var truncatedFiles = new ArrayList<String>();
    var pending = groups();
    for (var calls = pending.size(); !pending.isEmpty(); calls += pending.size()) {
      if (calls > CALLS_MAX) {
        throw new BlockedException(
            "There are too many matches to be found with search_files ("
                + ResultMarkdown.count(found.size(), "line", "lines")
                + " so far), and the tool shell_execute was not available or not allowed.");
      }
      var results = tools.callAll(pending.stream().map(group -> invocation(regex, group)).toList());
      var singleFiles = new ArrayList<List<String>>();
      for (var at = 0; at < pending.size(); at++) {
        var group = pending.get(at);
        if (results.get(at).failed()) {
          skipped.merge("files that could not be read", (long) group.size(), Long::sum);
        } else if (ToolOutputMarkers.isComplete(results.get(at).text())) {
          collect(results.get(at), found, skipped);
        } else if (group.size() == 1) {
          truncatedFiles.addAll(group);
        } else {
          group.forEach(path -> singleFiles.add(List.of(path)));
        }
      }
      pending = singleFiles;
    }
    return truncatedFiles;
  }

  private List<List<String>> groups() {
    List<List<String>> groups = new ArrayList<>();
    var group = new ArrayList<String>();
    for (var path : paths) {
      group.add(path);
      if (pattern(group).length() > PATTERN_CHARS_MAX && group.size() > 1) {
        group.removeLast();
        groups.add(List.copyOf(group));
        group = new ArrayList<>(List.of(path));
      }
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  private ToolDriver.Invocation invocation(String regex, List<String> group) {
    var arguments =
        group.size() == 1
            ? Map.<String, Object>of("pattern", regex, "path", group.getFirst())
            : Map.<String, Object>of(
                "pattern", regex, "path", folder, "file_pattern", pattern(group));
    return new ToolDriver.Invocation("search_files", arguments);
  }

  private static String pattern(List<String> group) {
    return GlobPatterns.anyPath(group.stream().map(GlobPatterns::escape).toList());
  }

  private List<LineMatch> read(String path, String regex)
      throws NeedsToolsException, BlockedException {
    var file = FileText.read(tools, path);
    if (!file.isComplete()) {
      throw new BlockedException(
          "Not all matches in "
              + path
              + " can be shown: read_file does not show all of it, and the tool shell_execute was not"
              + " available or not allowed.");
    }
    var pattern = Pattern.compile(regex, Pattern.UNICODE_CASE);
    var matches = new ArrayList<LineMatch>();
    var number = 0;
    for (var line : file.text().split("\r?\n", -1)) {
      number++;
      if (pattern.matcher(line).find()) {
        matches.add(new LineMatch(path, number, line));
      }
    }
    return matches;
  }
}
