package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// All files below a folder without a shell: what `glob_find` lists, and where that is not all, the
/// same question for narrower beginnings of the paths until every answer is complete.
final class Listing {
  private static final int CALLS_MAX = 1_000;
  private static final int PATTERN_CHARS_MAX = 1_000;

  private final Hands hands;
  private final String folder;

  Listing(Hands hands, String folder) {
    this.hands = hands;
    this.folder = folder;
  }

  /// The paths that begin so and go on with none of some characters.
  ///
  /// @param begin relative to the folder
  private record Part(String begin, SortedSet<Integer> not) {
    Part(String begin) {
      this(begin, new TreeSet<>());
    }

    List<Part> split(List<String> seen) {
      var parts = new ArrayList<Part>();
      var stem = not.isEmpty() ? common(seen) : begin;
      for (var at = begin.length(); at < stem.length(); ) {
        var next = stem.codePointAt(at);
        parts.add(new Part(stem.substring(0, at), new TreeSet<>(List.of(next))));
        at += Character.charCount(next);
      }
      var rest = new TreeSet<>(not);
      for (var path : seen) {
        if (path.length() > stem.length() && rest.add(path.codePointAt(stem.length()))) {
          parts.add(new Part(stem + Character.toString(path.codePointAt(stem.length()))));
        }
      }
      parts.add(new Part(stem, rest));
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
      var literal = Globs.literal(begin);
      return not.isEmpty() ? literal + "**" : Globs.goingOnWithout(literal, not);
    }
  }

  /// @return the paths relative to the workspace, sorted
  /// @throws Blocked when there is no way to see all of them
  List<String> files() throws NeedsTools, Blocked {
    var found = new TreeSet<String>();
    var pending = List.of(new Part(""));
    for (var calls = pending.size(); !pending.isEmpty(); calls += pending.size()) {
      if (calls > CALLS_MAX) {
        throw tooMany(found.size());
      }
      var seen = hands.useAll(wishes(pending, found.size()));
      var narrower = new ArrayList<Part>();
      for (var at = 0; at < pending.size(); at++) {
        var listed = listed(seen.get(at));
        found.addAll(listed);
        if (!Remarks.isComplete(seen.get(at).text())) {
          narrower.addAll(split(pending.get(at), listed));
        }
      }
      pending = narrower;
    }
    return List.copyOf(found);
  }

  private static List<String> listed(Hands.Seen seen) throws Blocked {
    if (seen.failed()) {
      throw new Blocked("The files could not be listed: " + seen.reason());
    }
    if (Remarks.gaveUp(seen.text())) {
      throw new Blocked(
          "There are more files than glob_find looks at, and the tool shell_execute was not on"
              + " offer or not allowed. Name a smaller folder.");
    }
    return Remarks.wholeLines(seen.text());
  }

  private List<Part> split(Part part, List<String> listed) throws Blocked {
    var prefix = folder.equals(".") ? "" : folder.replaceFirst("^(?:\\./)+", "") + "/";
    var seen =
        listed.stream()
            .filter(path -> path.startsWith(prefix))
            .map(path -> path.substring(prefix.length()))
            .filter(path -> path.startsWith(part.begin()))
            .toList();
    if (seen.size() < 2) {
      throw tooMany(listed.size());
    }
    return part.split(seen);
  }

  private List<Hands.Wish> wishes(List<Part> parts, int found) throws Blocked {
    var wishes = new ArrayList<Hands.Wish>();
    for (var part : parts) {
      var pattern = part.pattern();
      if (pattern.length() > PATTERN_CHARS_MAX) {
        throw tooMany(found);
      }
      wishes.add(new Hands.Wish("glob_find", Map.of("pattern", pattern, "path", folder)));
    }
    return wishes;
  }

  private static Blocked tooMany(int found) {
    return new Blocked(
        "There are more files than glob_find could be made to list ("
            + Findings.count(found, "file", "files")
            + " so far), and the tool shell_execute was not on offer or not allowed.");
  }
}
