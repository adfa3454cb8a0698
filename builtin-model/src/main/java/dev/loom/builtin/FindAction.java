package dev.loom.builtin;

import static dev.loom.builtin.ResultMarkdown.count;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// Finds files and lines.
final class FindAction {
  private final ToolDriver tools;
  private final List<String> excluded;

  FindAction(ToolDriver tools, List<String> excluded) {
    this.tools = tools;
    this.excluded = excluded;
  }

  String markers(Intent intent) {
    var search = new FolderSearch(tools, intent.path(), excluded);
    var words = List.of(intent.text().split(" "));
    var matches = new TreeSet<>(LineMatch.BY_POSITION);
    var counts = new ArrayList<String>();
    for (var word : words) {
      var found = search.matches("\\b" + word + "\\b");
      counts.add(found.size() + " with " + word);
      matches.addAll(found);
    }
    var headline =
        " in %s%s: %s.".formatted(files(matches), intent.inFolder(), String.join(", ", counts));
    return (matches.isEmpty()
            ? "No " + String.join(" or ", words) + intent.inFolder() + "."
            : count(matches.size(), "line") + headline + list(matches))
        + search.skippedNote()
        + search.exclusionNote();
  }

  String search(Intent intent) {
    var search = new FolderSearch(tools, intent.path(), excluded);
    var matches = matches(search, intent);
    var condition =
        " with %s\"%s\"%s"
            .formatted(intent.wholeWord() ? "the word " : "", intent.text(), intent.inFolder());
    return (matches.isEmpty()
            ? "No line" + condition + "."
            : "%s%s in %s.%s"
                .formatted(count(matches.size(), "line"), condition, files(matches), list(matches)))
        + search.skippedNote()
        + search.exclusionNote();
  }

  String files(Intent intent) {
    var search = new FolderSearch(tools, intent.path(), excluded);
    var text = intent.text();
    var found =
        text.isEmpty()
            ? search.paths()
            : matches(search, intent).stream().map(LineMatch::path).toList();
    var paths = found.stream().filter(intent.type()::matchesName).distinct().sorted().toList();
    var label = intent.type().label();
    var isPattern = label.contains("*");
    var noun = (isPattern || label.isEmpty() ? "" : label + " ") + "file";
    return (paths.isEmpty() ? "No " + noun + "s" : count(paths.size(), noun))
        + (isPattern ? " named " + label : "")
        + (text.isEmpty()
            ? ""
            : " that mention " + (intent.wholeWord() ? "the word " : "") + "\"" + text + "\"")
        + intent.inFolder()
        + (text.isEmpty() || ignoresCase(text) ? "" : " (capital letters as written)")
        + (paths.isEmpty() ? "." : ".\n\n" + ResultMarkdown.list(paths))
        + search.skippedNote()
        + search.exclusionNote();
  }

  private static String files(Collection<LineMatch> matches) {
    return count(matches.stream().map(LineMatch::path).distinct().count(), "file");
  }

  private static String list(Collection<LineMatch> matches) {
    return "\n\n" + ResultMarkdown.list(matches.stream().map(LineMatch::toListItem).toList());
  }

  private static List<LineMatch> matches(FolderSearch search, Intent intent) {
    var escaped = intent.text().replaceAll("[\\\\.\\[\\]{}()*+?^$|]", "\\\\$0");
    return search.matches(
        (ignoresCase(intent.text()) ? "(?i)" : "")
            + (intent.wholeWord() ? "\\b" + escaped + "\\b" : escaped));
  }

  /// Returns whether a search ignores case: a text without capital letters matches in any case.
  private static boolean ignoresCase(String text) {
    return text.chars().noneMatch(Character::isUpperCase);
  }
}
