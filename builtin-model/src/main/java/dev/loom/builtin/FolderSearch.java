package dev.loom.builtin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lists and searches the files of a folder with the read-only tools, page by page.
final class FolderSearch {
  /// The line by which a report is recognised.
  static final String REPORT_MARK = "Gathered by Loom's built-in rules, without a language model.";

  private static final int PATHS_SHOWN_MAX = 5;
  private static final int FILES_PER_PAGE = 500;
  private static final int MATCHES_PER_PAGE = 200;
  private static final int PAGES_MAX = 1_000;
  private static final int PAGES_AT_ONCE_MAX = 16;

  private final ToolDriver tools;
  private final String folder;
  private final Set<String> excluded;
  private final Set<String> skipped = new TreeSet<>();
  private final Set<String> unread = new TreeSet<>();
  private final Set<String> links = new TreeSet<>();
  private final Set<String> ignored = new TreeSet<>();
  private int tooLarge;
  private int longLines;

  /// @param excluded files to skip, relative to the workspace
  FolderSearch(ToolDriver tools, String folder, List<String> excluded) {
    this.tools = tools;
    this.folder = folder;
    this.excluded = new TreeSet<>(excluded);
  }

  /// Lists all files.
  ///
  /// @return the paths relative to the workspace, sorted
  /// @throws BlockedException if the files cannot all be listed
  List<String> paths() {
    var pages = readAll("glob_find", "**", FILES_PER_PAGE);
    if (pages.stream().anyMatch(page -> Boolean.FALSE.equals(page.data().get("complete")))) {
      throw new BlockedException(
          "There are more files than glob_find scans. Name a smaller folder.");
    }
    return pages.stream()
        .flatMap(page -> page.lines().stream())
        .filter(path -> !excluded.contains(path))
        .sorted()
        .toList();
  }

  /// Finds all matching lines.
  ///
  /// @param regex a pattern in RE2 syntax
  /// @return the matches, sorted
  /// @throws BlockedException if the matches cannot all be found
  List<LineMatch> matches(String regex) {
    var found = new TreeSet<>(LineMatch.BY_POSITION);
    for (var page : readAll("search_files", regex, MATCHES_PER_PAGE)) {
      page.lines().stream().map(LineMatch::parse).flatMap(Optional::stream).forEach(found::add);
      tooLarge = Math.max(tooLarge, page.number("too_large_count"));
      longLines = Math.max(longLines, page.number("long_lines"));
    }
    found.removeIf(match -> excluded.contains(match.path()));
    if (found.stream().anyMatch(match -> match.path().endsWith(".md"))) {
      excludeReports();
      found.removeIf(match -> excluded.contains(match.path()));
    }
    return List.copyOf(found);
  }

  /// Excludes the reports of earlier goals: what they quote is elsewhere.
  private void excludeReports() {
    readAll("search_files", "^" + REPORT_MARK + "$", MATCHES_PER_PAGE).stream()
        .flatMap(page -> page.lines().stream())
        .map(LineMatch::parse)
        .flatMap(Optional::stream)
        .forEach(match -> excluded.add(match.path()));
  }

  private record Page(int offset, int limit) {}

  /// Reads pages, several in one turn, until one is not full.
  private List<ToolDriver.Result> readAll(String tool, String pattern, int pageSize) {
    var results = new TreeMap<Integer, ToolDriver.Result>();
    var end = 0;
    var read = 0;
    for (var atOnce = 1; read == end; atOnce = Math.min(PAGES_AT_ONCE_MAX, atOnce * 4)) {
      var pages =
          Stream.iterate(end, offset -> offset + pageSize)
              .limit(atOnce)
              .map(offset -> new Page(offset, pageSize))
              .toList();
      read(tool, pattern, pageSize, pages, results);
      end += atOnce * pageSize;
      read = results.values().stream().mapToInt(result -> result.lines().size()).sum();
    }
    return List.copyOf(results.values());
  }

  /// Returns the arguments of a call, without those that the tool would choose itself.
  private Map<String, Object> arguments(Page page, String pattern, int pageSize) {
    var arguments = new LinkedHashMap<String, Object>();
    arguments.put("pattern", pattern);
    arguments.put("path", folder);
    arguments.put("include_ignored", false);
    if (page.offset() > 0) {
      arguments.put("offset", page.offset());
    }
    if (page.limit() < pageSize) {
      arguments.put("limit", page.limit());
    }
    return arguments;
  }

  /// Reads pages. A truncated page is read again in two halves.
  private void read(
      String tool,
      String pattern,
      int pageSize,
      List<Page> pages,
      TreeMap<Integer, ToolDriver.Result> results) {
    var calls = pages.stream().map(page -> arguments(page, pattern, pageSize)).toList();
    var halves = new ArrayList<Page>();
    var outputs = tools.callAll(tool, calls).iterator();
    for (var page : pages) {
      var output = outputs.next().orFail("The folder " + folder + " could not be read");
      if (!output.isTruncated()) {
        results.put(page.offset(), output);
        skipped.addAll(output.texts("skipped"));
        unread.addAll(output.texts("unread"));
        links.addAll(output.texts("links"));
        ignored.addAll(output.texts("ignored"));
      } else {
        var half = page.limit() / 2;
        halves.add(new Page(page.offset(), half));
        halves.add(new Page(page.offset() + half, page.limit() - half));
      }
    }
    if (results.size() + halves.size() > PAGES_MAX
        || halves.stream().anyMatch(page -> page.limit() == 0)) {
      throw new BlockedException("There are too many results in " + folder + " to read them all.");
    }
    if (!halves.isEmpty()) {
      read(tool, pattern, pageSize, halves, results);
    }
  }

  /// Returns a note for the report about what was not searched; empty if there is nothing.
  String skippedNote() {
    var notes = new ArrayList<String>();
    if (tooLarge > 0) {
      var verb = tooLarge == 1 ? " was" : " were";
      notes.add(
          ResultMarkdown.count(tooLarge, "file") + " larger than 5 MiB" + verb + " not searched");
    }
    if (longLines > 0) {
      notes.add("only the beginning of " + longLines + " very long lines was searched");
    }
    if (!unread.isEmpty()) {
      notes.add(shown(unread) + " could not be read");
    }
    return notes.isEmpty() ? "" : "\n\nNot everything could be read: " + String.join("; ", notes);
  }

  /// Returns a note for the report that names the skipped folders and files; empty if there are
  /// none.
  String exclusionNote() {
    var notes = new ArrayList<String>();
    if (!skipped.isEmpty()) {
      notes.add("folders named " + String.join(", ", skipped));
    }
    if (!ignored.isEmpty()) {
      notes.add(shown(ignored) + " (by .gitignore)");
    }
    if (!links.isEmpty()) {
      notes.add(shown(links) + " (links)");
    }
    if (!excluded.isEmpty()) {
      notes.add("Loom's own " + shown(excluded));
    }
    return notes.isEmpty() ? "" : "\n\nLeft out: " + String.join("; ", notes) + ".";
  }

  private static String shown(Set<String> paths) {
    var more = paths.size() - PATHS_SHOWN_MAX;
    return paths.stream().limit(PATHS_SHOWN_MAX).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
