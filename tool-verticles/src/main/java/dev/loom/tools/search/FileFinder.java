package dev.loom.tools.search;

import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.api.tool.Workspace.Visitor;
import dev.loom.tools.workspace.IgnoredDirectories;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds the files below a directory whose paths match a pattern as models write it.
///
/// A pattern has several readings: `[id]` is a directory of web frameworks or one of two letters,
/// and a pattern can be relative to the workspace instead of the directory. The first reading that
/// finds a file counts, and unusual ones are named in the notes.
final class FileFinder {
  static final int ENTRIES_MAX = 200_000;
  private static final int LEFT_OUT_MAX = 100;

  private final Workspace workspace;
  private final GitIgnore gitIgnore;
  private final List<Entry> files = new ArrayList<>();
  private final List<Entry> directories = new ArrayList<>();
  private final Set<String> ignored = new HashSet<>();
  private final Set<String> skipped = new TreeSet<>();
  private final List<String> unread = new ArrayList<>();
  private final List<String> links = new ArrayList<>();
  private int visited;

  /// @param files in the order of the walk
  /// @param ignored paths of those that `.gitignore` names
  /// @param skipped names of the directories that were not entered
  /// @param unread paths of directories that may not be read, and of special files
  /// @param links paths of links, which are not followed
  /// @param complete false if there are more than 200,000 entries
  /// @param note how the pattern was read, empty if as it was written
  record Found(
      List<Entry> files,
      Set<String> ignored,
      Set<String> skipped,
      List<String> unread,
      List<String> links,
      boolean complete,
      String note) {
    /// Returns the files, those that `.gitignore` names last.
    List<Entry> sourceFirst() {
      return files.stream()
          .sorted(Comparator.comparing(entry -> ignored.contains(entry.path())))
          .toList();
    }

    /// Returns these files without those that `.gitignore` names.
    Found withoutIgnored() {
      var kept = files.stream().filter(entry -> !ignored.contains(entry.path())).toList();
      return new Found(kept, ignored, skipped, unread, links, complete, note);
    }

    /// Returns for the data of a result what was not looked at: `skipped`, names of directories;
    /// `unread` and `links`, the first paths; `ignored`, the first paths that `.gitignore` names.
    /// Without those that are empty.
    Map<String, Object> leftOut() {
      var lists = new HashMap<String, Object>();
      lists.put("skipped", List.copyOf(skipped));
      lists.put("unread", firstOf(unread));
      lists.put("links", firstOf(links));
      lists.put("ignored", firstOf(ignored.stream().sorted().toList()));
      lists.values().removeIf(List.of()::equals);
      return lists;
    }

    /// Returns the first paths, as many as the data of a result names.
    static List<String> firstOf(List<String> paths) {
      return paths.stream().limit(LEFT_OUT_MAX).toList();
    }

    /// Returns these files with more that could not be read.
    Found withUnread(List<String> more) {
      var all = Stream.concat(unread.stream(), more.stream()).toList();
      return new Found(files, ignored, skipped, all, links, complete, note);
    }

    /// Says what was not looked at, for a search that has found nothing.
    String skippedNote() {
      var linked = firstOf(links);
      return (skipped.isEmpty()
              ? ""
              : "\n(directories not searched: " + String.join(", ", skipped) + ")")
          + (linked.isEmpty() ? "" : "\n(links not followed: " + String.join(", ", linked) + ")");
    }
  }

  /// One reading of a pattern.
  private record Reading(Predicate<String> pattern, int prefixLength, String note) {
    boolean matches(Entry entry) {
      return entry.path().length() > prefixLength
          && pattern.test(entry.path().substring(prefixLength));
    }
  }

  private FileFinder(Workspace workspace) {
    this.workspace = workspace;
    this.gitIgnore = new GitIgnore(workspace);
  }

  /// Finds files.
  ///
  /// @param start the directory to start in
  /// @param pattern empty for all files
  /// @param anywhere whether a pattern without `/` is for names in any directory
  /// @throws EscapeException if the pattern leads out of the workspace
  /// @throws IllegalArgumentException if the pattern is invalid
  static Found find(Workspace workspace, String start, String pattern, boolean anywhere)
      throws IOException {
    var finder = new FileFinder(workspace);
    var absolute = pattern.startsWith("/");
    var relative = finder.normalize(pattern);
    finder.walk(start, Set.copyOf(List.of(relative.split("[/\\\\{},]"))));
    var directory = workspace.relativize(start);
    var prefixLength = absolute || directory.equals(".") ? 0 : directory.length() + 1;
    return finder.select(relative, prefixLength, anywhere);
  }

  /// Returns the pattern without the parts that mean nothing, relative to the root if it is
  /// absolute.
  private String normalize(String pattern) throws IOException {
    var root = workspace.root().toString();
    var path = pattern.strip().replaceAll("/(\\./)+|//+", "/").replaceFirst("^(\\./)+", "");
    if (List.of(path.split("[/\\\\]")).contains("..")) {
      throw new EscapeException(pattern, workspace.root());
    }
    if (path.equals(root) || path.startsWith(root + "/")) {
      path = path.substring(root.length());
    } else if (path.startsWith("/") && !isBelowRoot(path.substring(1).split("/")[0])) {
      throw new EscapeException(pattern, workspace.root());
    }
    path = path.startsWith("/") ? path.substring(1) : path;
    return path.endsWith("/") || path.isEmpty() && !pattern.isEmpty() ? path + "**" : path;
  }

  /// Returns whether an absolute pattern with this first name means the workspace root by `/`.
  private boolean isBelowRoot(String name) throws IOException {
    return name.isEmpty() || name.contains("*") || workspace.stat(name).kind() != Kind.MISSING;
  }

  private void walk(String start, Set<String> named) throws IOException {
    workspace.walk(
        start,
        new Visitor() {
          @Override
          public VisitResult visit(Entry entry) {
            return add(entry, named);
          }

          @Override
          public void unreadable(Entry directory) {
            unread.add(directory.path());
          }
        });
  }

  private VisitResult add(Entry entry, Set<String> named) {
    if (++visited > ENTRIES_MAX) {
      return VisitResult.STOP;
    }
    if (gitIgnore.isIgnored(entry)) {
      ignored.add(entry.path());
    }
    switch (entry.kind()) {
      case FILE -> files.add(entry);
      case DIRECTORY -> directories.add(entry);
      case LINK -> links.add(entry.path());
      case OTHER -> unread.add(entry.path());
      case MISSING -> {}
    }
    if (IgnoredDirectories.isSkipped(entry) && !named.contains(entry.name())) {
      skipped.add(entry.name());
      return VisitResult.SKIP;
    }
    return VisitResult.CONTINUE;
  }

  private Found select(String pattern, int prefixLength, boolean anywhere) {
    if (pattern.isEmpty()) {
      return found(files, "");
    }
    for (var reading : readings(pattern, prefixLength, anywhere)) {
      var matching = files.stream().filter(reading::matches).toList();
      if (!matching.isEmpty()) {
        return found(matching, reading.note());
      }
    }
    return found(List.of(), "");
  }

  private Found found(List<Entry> matching, String note) {
    return new Found(matching, ignored, skipped, unread, links, visited <= ENTRIES_MAX, note);
  }

  /// The readings of a pattern, the most likely first.
  private List<Reading> readings(String pattern, int prefixLength, boolean anywhere) {
    var readings = new ArrayList<Reading>();
    if (pattern.contains("[")) {
      var literal = pattern.replace("\\[", "[").replace("[", "\\[");
      readings.add(new Reading(glob(literal, anywhere, false), prefixLength, ""));
      if (!isValid(pattern) && files.stream().anyMatch(readings.getFirst()::matches)) {
        return readings;
      }
    }
    readings.add(new Reading(glob(pattern, anywhere, false), prefixLength, ""));
    if (isDirectory(pattern, prefixLength)) {
      readings.add(new Reading(glob(pattern + "/**", false, false), prefixLength, ""));
    }
    if (prefixLength > 0) {
      readings.add(
          new Reading(glob(pattern, false, false), 0, "the pattern is relative to the workspace"));
    }
    if (pattern.contains("\\")) {
      readings.add(
          new Reading(
              glob(pattern.replace('\\', '/'), anywhere, false), prefixLength, "\\ is read as /"));
    }
    if (pattern.contains(",") && !pattern.contains("{")) {
      var list = "{" + pattern.replaceAll("\\s*,\\s*", ",") + "}";
      readings.add(
          new Reading(glob(list, anywhere, false), prefixLength, "the pattern is read as a list"));
    }
    if (!pattern.contains("/")) {
      readings.add(
          new Reading(
              glob("**/" + pattern, false, false), prefixLength, "none there, these are below"));
    }
    readings.add(
        new Reading(
            glob(pattern, anywhere, true), prefixLength, "these differ in upper and lower case"));
    return readings;
  }

  private static boolean isValid(String pattern) {
    try {
      return glob(pattern, false, false) != null;
    } catch (IllegalArgumentException ignored) {
      return false;
    }
  }

  private boolean isDirectory(String pattern, int prefixLength) {
    return directories.stream()
        .anyMatch(
            entry ->
                entry.path().length() > prefixLength
                    && entry.path().substring(prefixLength).equals(pattern));
  }

  private static Predicate<String> glob(String pattern, boolean anywhere, boolean ignoreCase) {
    return (anywhere ? Glob.forNames(pattern, ignoreCase) : Glob.forPaths(pattern, ignoreCase))
        ::matches;
  }
}
