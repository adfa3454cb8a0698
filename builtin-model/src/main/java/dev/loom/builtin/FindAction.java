package dev.loom.builtin;

import java.util.ArrayList;
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

  String markers(Intent intent) throws NeedsToolsException, BlockedException {
    var search = new FolderSearch(tools, intent.path(), excluded);
    var words = List.of(intent.text().split(" "));
    var matches = new TreeSet<LineMatch>();
    var counts = new ArrayList<String>();
    for (var word : words) {
      var found = search.matches("\\b" + word + "\\b", "-w -e " + Shell.quote(word));
      counts.add(found.size() + " with " + word);
      matches.addAll(found);
    }
    var text =
        matches.isEmpty()
            ? "No " + String.join(" or ", words) + intent.inFolder() + "."
            : lines(matches)
                + " in "
                + files(matches)
                + intent.inFolder()
                + ": "
                + String.join(", ", counts)
                + ".\n\n"
                + list(matches);
    return text + search.skippedNote() + search.exclusionNote();
  }

  String search(Intent intent) throws NeedsToolsException, BlockedException {
    var search = new FolderSearch(tools, intent.path(), excluded);
    var matches = new TreeSet<>(search.matches(regex(intent.text()), grep(intent.text())));
    var condition = "\"" + intent.text() + "\"" + intent.inFolder();
    var text =
        matches.isEmpty()
            ? "No line with " + condition + "."
            : lines(matches)
                + " with "
                + condition
                + " in "
                + files(matches)
                + ".\n\n"
                + list(matches);
    return text + search.skippedNote();
  }

  String files(Intent intent) throws NeedsToolsException, BlockedException {
    var search = new FolderSearch(tools, intent.path(), excluded);
    var text = intent.text();
    var found =
        text.isEmpty()
            ? search.paths()
            : search.matches(regex(text), grep(text)).stream().map(LineMatch::path).toList();
    var paths = found.stream().filter(intent.type()::matchesName).distinct().sorted().toList();
    var label = intent.type().label();
    var kind =
        label.contains("*")
            ? "files named " + label
            : label.isEmpty() ? "files" : label + " files";
    var mention = text.isEmpty() ? "" : " that mention \"" + text + "\"";
    var caseNote = text.isEmpty() || ignoresCase(text) ? "" : " (capital letters as written)";
    var condition = mention + intent.inFolder() + caseNote + ".";
    return (paths.isEmpty()
            ? "No " + kind + condition
            : ResultMarkdown.count(paths.size(), kind.replaceFirst("files", "file"), kind)
                + condition
                + "\n\n"
                + ResultMarkdown.list(paths))
        + search.skippedNote();
  }

  private static String lines(TreeSet<LineMatch> matches) {
    return ResultMarkdown.count(matches.size(), "line", "lines");
  }

  private static String files(TreeSet<LineMatch> matches) {
    var files = matches.stream().map(LineMatch::path).distinct().count();
    return ResultMarkdown.count(files, "file", "files");
  }

  private static String list(TreeSet<LineMatch> matches) {
    return ResultMarkdown.list(matches.stream().map(LineMatch::toListItem).toList());
  }

  /// Returns whether a search ignores case: a text without capital letters matches in any case.
  private static boolean ignoresCase(String text) {
    return text.chars().noneMatch(Character::isUpperCase);
  }

  private static String regex(String text) {
    var escaped = text.replaceAll("[\\\\.\\[\\]{}()*+?^$|]", "\\\\$0");
    return ignoresCase(text) ? "(?i)" + escaped : escaped;
  }

  private static String grep(String text) {
    return (ignoresCase(text) ? "-iF -e " : "-F -e ") + Shell.quote(text);
  }
}
