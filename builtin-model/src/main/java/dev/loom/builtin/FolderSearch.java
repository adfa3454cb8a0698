package dev.loom.builtin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Lists and searches the files of a folder with the read-only tools, and with a shell what those
/// do not read.
final class FolderSearch {
  /// Folders of tools and build outputs, which the read-only tools skip.
  static final List<String> EXCLUDED_FOLDERS =
      List.of(
          (".git .hg .svn node_modules target build dist __pycache__ .venv venv .tox .mypy_cache"
                  + " .pytest_cache .ruff_cache .gradle .cache")
              .split(" "));

  private static final int FILES_PER_PAGE = 500;
  private static final int MATCHES_PER_PAGE = 200;
  private static final int LINE_BYTES_MAX = 600;

  private final ToolDriver tools;
  private final String folder;
  private final List<String> excluded;
  private int tooLarge;
  private int longLines;

  /// @param excluded files to skip, relative to the workspace
  FolderSearch(ToolDriver tools, String folder, List<String> excluded) {
    this.tools = tools;
    this.folder = folder;
    this.excluded = excluded;
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
  /// @param grep options and pattern with the same meaning for `grep`
  /// @return the matches, sorted
  /// @throws BlockedException if the matches cannot all be found
  List<LineMatch> matches(String regex, String grep) {
    var found = new TreeSet<>(LineMatch.BY_POSITION);
    var largeFiles = new TreeSet<String>();
    var largeFileCount = 0;
    for (var page : readAll("search_files", regex, MATCHES_PER_PAGE)) {
      page.lines().stream().map(LineMatch::parse).flatMap(Optional::stream).forEach(found::add);
      if (page.data().get("too_large") instanceof List<?> paths) {
        paths.forEach(path -> largeFiles.add(String.valueOf(path)));
      }
      largeFileCount = Math.max(largeFileCount, page.number("too_large_count"));
      longLines = Math.max(longLines, page.number("long_lines"));
    }
    if (tools.offersShell()) {
      for (var path : largeFiles) {
        found.addAll(matchesInFile(path, grep));
      }
      largeFileCount -= largeFiles.size();
    }
    tooLarge = Math.max(tooLarge, largeFileCount);
    found.removeIf(match -> excluded.contains(match.path()));
    return List.copyOf(found);
  }

  private List<LineMatch> matchesInFile(String path, String grep) {
    var command =
        "grep -nI %s %s | cut -c1-%d".formatted(grep, Shell.quotedPath(path), LINE_BYTES_MAX);
    var reader =
        new PagedReader(
            tools,
            ToolDriver.SHELL,
            path + " could not be searched",
            (first, last) ->
                Map.of("command", command + " | sed -n '%d,%dp'".formatted(first, last)));
    var pages = reader.read(Integer.MAX_VALUE, MATCHES_PER_PAGE).orElseThrow(this::tooMany);
    return pages.stream()
        .flatMap(page -> page.lines().stream())
        .map(line -> LineMatch.parse(path + ":" + line))
        .flatMap(Optional::stream)
        .toList();
  }

  private List<ToolDriver.Result> readAll(String tool, String pattern, int pageSize) {
    var reader =
        new PagedReader(
            tools,
            tool,
            "The folder " + folder + " could not be read",
            (first, last) -> {
              var arguments =
                  new HashMap<String, Object>(Map.of("pattern", pattern, "path", folder));
              if (first > 1 || last != pageSize) {
                arguments.putAll(Map.of("offset", first - 1, "limit", last - first + 1));
              }
              return arguments;
            });
    return reader.read(Integer.MAX_VALUE, pageSize).orElseThrow(this::tooMany);
  }

  private BlockedException tooMany() {
    return new BlockedException("There are too many results in " + folder + " to read them all.");
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
    return notes.isEmpty() ? "" : "\n\nNot everything could be read: " + String.join("; ", notes);
  }

  /// Returns a note for the report that names the skipped folders and files.
  String exclusionNote() {
    var files = excluded.isEmpty() ? "" : ", and " + String.join(", ", excluded) + " itself";
    return "\n\nLeft out: folders named " + String.join(", ", EXCLUDED_FOLDERS) + files + ".";
  }
}
