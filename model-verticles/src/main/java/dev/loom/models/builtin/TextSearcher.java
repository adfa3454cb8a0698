package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// All matching lines without a shell: what `search_files` finds, and where that is not all, the
/// same question for fewer files, then for single ones, and in the end by reading those.
final class TextSearcher {
  private static final int CALLS_MAX = 1_000;
  private static final int PATTERN_CHARS_MAX = 1_000;

  private final ToolDriver tools;
  private final String folder;
  private List<String> paths = List.of();
  private final Map<String, Long> passedOver = new TreeMap<>();

  TextSearcher(ToolDriver tools, String folder) {
    this.tools = tools;
    this.folder = folder;
  }

  /// @param regex understood alike by RE2 and by Java
  /// @throws BlockedException when there is no way to see all of them
  List<LineMatch> matches(String regex) throws NeedsToolsException, BlockedException {
    var found = new TreeSet<LineMatch>();
    var missed = new TreeMap<String, Long>();
    var seen = tools.call("search_files", Map.of("pattern", regex, "path", folder));
    if (seen.failed()) {
      throw new BlockedException("The files could not be searched: " + seen.reason());
    }
    if (ToolOutputMarkers.isComplete(seen.text())) {
      collect(seen, found, missed);
    } else {
      for (var path : searchedInGroups(regex, found, missed)) {
        found.addAll(read(path, regex));
      }
    }
    missed.forEach((what, count) -> passedOver.merge(what, count, Math::max));
    return List.copyOf(found);
  }

  /// What no search looked at, in one line; empty when there is nothing to say.
  String passedOver() {
    var notes = new ArrayList<String>();
    passedOver.forEach(
        (what, count) ->
            notes.add(
                count == 1
                    ? "1 " + what.replaceFirst("(file|line)s", "$1").replaceFirst("were", "was")
                    : count + " " + what));
    return String.join("; ", notes);
  }

  private static void collect(
      ToolDriver.Result seen, TreeSet<LineMatch> found, Map<String, Long> missed) {
    found.addAll(LineMatch.parseAll(ToolOutputMarkers.wholeLines(seen.text())));
    ToolOutputMarkers.notSearched(seen.text())
        .forEach((what, count) -> missed.merge(what, count, Long::sum));
  }

  /// @return the files that have more matches than one output holds
  private List<String> searchedInGroups(
      String regex, TreeSet<LineMatch> found, Map<String, Long> missed)
      throws NeedsToolsException, BlockedException {
    if (paths.isEmpty()) {
      paths = new GlobFileLister(tools, folder).list();
    }
    var overfull = new ArrayList<String>();
    var pending = groups();
    for (var calls = pending.size(); !pending.isEmpty(); calls += pending.size()) {
      if (calls > CALLS_MAX) {
        throw new BlockedException(
            "There are too many matches to be found with search_files ("
                + ReportText.count(found.size(), "line", "lines")
                + " so far), and the tool shell_execute was not on offer or not allowed.");
      }
      var seen = tools.callAll(pending.stream().map(group -> invocation(regex, group)).toList());
      var singles = new ArrayList<List<String>>();
      for (var at = 0; at < pending.size(); at++) {
        var group = pending.get(at);
        if (seen.get(at).failed()) {
          missed.merge("files that could not be read", (long) group.size(), Long::sum);
        } else if (ToolOutputMarkers.isComplete(seen.get(at).text())) {
          collect(seen.get(at), found, missed);
        } else if (group.size() == 1) {
          overfull.addAll(group);
        } else {
          group.forEach(path -> singles.add(List.of(path)));
        }
      }
      pending = singles;
    }
    return overfull;
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
              + " on offer or not allowed.");
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
