package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// All matching lines without a shell: what `search_files` finds, and where that is not all, the
/// same question for fewer files, then for single ones, and in the end by reading those.
final class Search {
  private static final int CALLS_MAX = 1_000;
  private static final int PATTERN_CHARS_MAX = 1_000;

  private final Hands hands;
  private final String folder;
  private List<String> paths = List.of();
  private final Map<String, Long> passedOver = new TreeMap<>();

  Search(Hands hands, String folder) {
    this.hands = hands;
    this.folder = folder;
  }

  /// @param regex understood alike by RE2 and by Java
  /// @throws Blocked when there is no way to see all of them
  List<Match> matches(String regex) throws NeedsTools, Blocked {
    var found = new TreeSet<Match>();
    var missed = new TreeMap<String, Long>();
    var seen = hands.use("search_files", Map.of("pattern", regex, "path", folder));
    if (seen.failed()) {
      throw new Blocked("The files could not be searched: " + seen.reason());
    }
    if (Remarks.isComplete(seen.text())) {
      take(seen, found, missed);
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

  private static void take(Hands.Seen seen, TreeSet<Match> found, Map<String, Long> missed) {
    found.addAll(Match.all(Remarks.wholeLines(seen.text())));
    Remarks.notSearched(seen.text()).forEach((what, count) -> missed.merge(what, count, Long::sum));
  }

  /// @return the files that have more matches than one output holds
  private List<String> searchedInGroups(
      String regex, TreeSet<Match> found, Map<String, Long> missed) throws NeedsTools, Blocked {
    if (paths.isEmpty()) {
      paths = new Listing(hands, folder).files();
    }
    var tooFull = new ArrayList<String>();
    var pending = groups();
    for (var calls = pending.size(); !pending.isEmpty(); calls += pending.size()) {
      if (calls > CALLS_MAX) {
        throw new Blocked(
            "There are too many matches to be found with search_files ("
                + Findings.count(found.size(), "line", "lines")
                + " so far), and the tool shell_execute was not on offer or not allowed.");
      }
      var seen = hands.useAll(pending.stream().map(group -> wish(regex, group)).toList());
      var singles = new ArrayList<List<String>>();
      for (var at = 0; at < pending.size(); at++) {
        var group = pending.get(at);
        if (seen.get(at).failed()) {
          missed.merge("files that could not be read", (long) group.size(), Long::sum);
        } else if (Remarks.isComplete(seen.get(at).text())) {
          take(seen.get(at), found, missed);
        } else if (group.size() == 1) {
          tooFull.addAll(group);
        } else {
          group.forEach(path -> singles.add(List.of(path)));
        }
      }
      pending = singles;
    }
    return tooFull;
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

  private Hands.Wish wish(String regex, List<String> group) {
    var arguments =
        group.size() == 1
            ? Map.<String, Object>of("pattern", regex, "path", group.getFirst())
            : Map.<String, Object>of(
                "pattern", regex, "path", folder, "file_pattern", pattern(group));
    return new Hands.Wish("search_files", arguments);
  }

  private static String pattern(List<String> group) {
    return Globs.anyPath(group.stream().map(Globs::literal).toList());
  }

  private List<Match> read(String path, String regex) throws NeedsTools, Blocked {
    var file = WholeFile.read(hands, path);
    if (!file.isWhole()) {
      throw new Blocked(
          "Not all matches in "
              + path
              + " can be shown: read_file does not show all of it, and the tool shell_execute was not"
              + " on offer or not allowed.");
    }
    var pattern = Pattern.compile(regex, Pattern.UNICODE_CASE);
    var matches = new ArrayList<Match>();
    var number = 0;
    for (var line : file.text().split("\r?\n", -1)) {
      number++;
      if (pattern.matcher(line).find()) {
        matches.add(new Match(path, number, line));
      }
    }
    return matches;
  }
}
