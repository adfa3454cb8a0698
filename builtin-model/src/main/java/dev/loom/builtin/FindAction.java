package dev.loom.builtin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Finds files and lines.
final class FindAction {
  private final ToolDriver tools;
  private final List<String> excluded;

  FindAction(ToolDriver tools, List<String> excluded) {
    this.tools = tools;
    this.excluded = excluded;
  }

  /// The result of a search.
  ///
  /// @param shown all matching lines, or the first ones
  /// @param byWord number of lines by word
  /// @param note a note for the report, starting with a blank line; or empty
  private record Matches(
      List<LineMatch> shown, long total, long files, Map<String, Long> byWord, String note) {}

  String markers(Intent.FindMarkers intent) throws NeedsToolsException, BlockedException {
    var find = new ShellFind(tools, intent.folder(), excluded);
    var grep = "-wE -e " + ShellFind.quote(String.join("|", intent.words()));
    var shellMatches = searchWithShell(find, grep, find.countWords(grep));
    var matches =
        shellMatches.isPresent()
            ? shellMatches.get()
            : searchWithTools(intent.words(), intent.folder());
    return formatMarkers(intent, matches) + matches.note() + "\n\n" + find.exclusionNote();
  }

  private static String formatMarkers(Intent.FindMarkers intent, Matches matches) {
    if (matches.total() == 0) {
      return "No " + String.join(" or ", intent.words()) + inFolder(intent.folder()) + ".";
    }
    var counts = new ArrayList<String>();
    for (var word : intent.words()) {
      counts.add(matches.byWord().getOrDefault(word, 0L) + " with " + word);
    }
    return ResultMarkdown.count(matches.total(), "line", "lines")
        + " in "
        + ResultMarkdown.count(matches.files(), "file", "files")
        + inFolder(intent.folder())
        + ": "
        + String.join(", ", counts)
        + ".\n\n"
        + format(matches);
  }

  /// Searches with a shell, which has no result limit.
  private static Optional<Matches> searchWithShell(
      ShellFind find, String grep, Optional<ShellFind.Result> words)
      throws NeedsToolsException, BlockedException {
    var lines = words.isEmpty() ? words : find.matches(grep);
    var files = lines.isEmpty() ? Optional.<Long>empty() : find.countFiles(grep);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Long> byWord = new LinkedHashMap<>();
    for (var line : words.get().lines()) {
      var parts = line.split(" ", 2);
      byWord.put(parts[1], Long.parseLong(parts[0]));
    }
    var found = lines.get();
    return Optional.of(
        new Matches(
            LineMatch.parseAll(found.lines()), found.total(), files.get(), byWord, found.note()));
  }

  /// Searches without a shell, word by word.
  private Matches searchWithTools(List<String> words, String folder)
      throws NeedsToolsException, BlockedException {
    var search = new TextSearcher(tools, folder);
    var matches = new TreeSet<LineMatch>();
    Map<String, Long> byWord = new LinkedHashMap<>();
    for (var word : words) {
      var found = notExcluded(search.matches("\\b" + word + "\\b"));
      byWord.put(word, (long) found.size());
      matches.addAll(found);
    }
    return toMatches(matches, byWord, search);
  }

  private static Matches toMatches(
      Collection<LineMatch> found, Map<String, Long> byWord, TextSearcher search) {
    var files = found.stream().map(LineMatch::path).distinct().count();
    return new Matches(
        List.copyOf(found),
        found.size(),
        files,
        byWord,
        ResultMarkdown.incompleteNote(search.skippedNote()));
  }

  private List<LineMatch> notExcluded(List<LineMatch> found) {
    return found.stream().filter(match -> !excluded.contains(match.path())).toList();
  }

  private static String format(Matches matches) {
    var items = matches.shown().stream().map(LineMatch::toListItem).toList();
    return ResultMarkdown.list(items) + ResultMarkdown.omittedNote(matches.total() - items.size());
  }

  private static String inFolder(String folder) {
    return folder.equals(".") ? "" : " in " + folder;
  }

  String search(Intent.SearchText intent) throws NeedsToolsException, BlockedException {
    var find = new ShellFind(tools, intent.folder(), excluded);
    var grep = (isLowerCase(intent.text()) ? "-iF -e " : "-F -e ") + ShellFind.quote(intent.text());
    var noCounts = new ShellFind.Result(List.of(), 0, "");
    var grepped = searchWithShell(find, grep, Optional.of(noCounts));
    var matches = grepped.isPresent() ? grepped.get() : searchWithTools(intent);
    var condition = "\"" + intent.text() + "\"" + inFolder(intent.folder());
    var found =
        matches.total() == 0
            ? "No line with " + condition + "."
            : ResultMarkdown.count(matches.total(), "line", "lines")
                + " with "
                + condition
                + " in "
                + ResultMarkdown.count(matches.files(), "file", "files")
                + ".\n\n"
                + format(matches);
    return found + matches.note();
  }

  private Matches searchWithTools(Intent.SearchText intent)
      throws NeedsToolsException, BlockedException {
    var search = new TextSearcher(tools, intent.folder());
    return toMatches(notExcluded(search.matches(escapeRegex(intent.text()))), Map.of(), search);
  }

  /// Returns whether the search ignores case: a text without capital letters matches in any case.
  private static boolean isLowerCase(String text) {
    return text.chars().noneMatch(Character::isUpperCase);
  }

  private static String escapeRegex(String text) {
    var escaped = text.replaceAll("[\\\\.\\[\\]{}()*+?^$|]", "\\\\$0");
    return isLowerCase(text) ? "(?i)" + escaped : escaped;
  }

  String files(Intent.FindFiles intent) throws NeedsToolsException, BlockedException {
    var find = new ShellFind(tools, intent.folder(), excluded);
    var text = intent.mention().orElse("");
    var action =
        text.isEmpty()
            ? "-print"
            : ShellFind.grep(
                "-lI" + (isLowerCase(text) ? "i" : "") + "F -e " + ShellFind.quote(text));
    var found = find.files(intent.kind(), action);
    var files = found.isPresent() ? found.get() : findWithTools(intent);
    var label = intent.kind().label();
    var kind = label.contains("*") ? "files named " + label : intent.kind().plural();
    var singular = kind.replaceFirst("files", "file");
    var mention = text.isEmpty() ? "" : " that mention \"" + text + "\"";
    var caseNote = text.isEmpty() || isLowerCase(text) ? "" : " (capital letters as written)";
    var condition = mention + inFolder(intent.folder());
    if (files.total() == 0) {
      return "No " + kind + condition + caseNote + "." + files.note();
    }
    return ResultMarkdown.count(files.total(), singular, kind)
        + condition
        + caseNote
        + ".\n\n"
        + ResultMarkdown.list(files.lines())
        + ResultMarkdown.omittedNote(files.total() - files.lines().size())
        + files.note();
  }

  /// Finds files without a shell.
  private ShellFind.Result findWithTools(Intent.FindFiles intent)
      throws NeedsToolsException, BlockedException {
    var search = new TextSearcher(tools, intent.folder());
    var matches =
        intent.mention().isEmpty()
            ? new RecursiveFileLister(tools, intent.folder()).list()
            : search.matches(escapeRegex(intent.mention().get())).stream()
                .map(LineMatch::path)
                .toList();
    var paths =
        matches.stream()
            .filter(path -> intent.kind().matchesName(path) && !excluded.contains(path))
            .distinct()
            .sorted()
            .toList();
    return new ShellFind.Result(paths, paths.size(), search.skippedNote());
  }
}
