package dev.loom.builtin;

import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads, measures, summarises and writes single files, lists folders, runs commands and
/// calculates.
final class FileAction {
  private static final int SENTENCES_MAX = 20;
  private static final int SENTENCE_CHARS_MAX = 300;

  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+?) *#*");

  private final ToolDriver tools;

  FileAction(ToolDriver tools) {
    this.tools = tools;
  }

  String list(Intent.ListFolder intent) throws NeedsToolsException, BlockedException {
    var result = tools.call("list_directory", Map.of("path", intent.folder()));
    if (result.failed()) {
      throw new BlockedException(
          "The folder " + intent.folder() + " could not be listed: " + result.reason());
    }
    var entries =
        ToolOutputMarkers.wholeLines(result.text()).stream()
            .filter(line -> !line.endsWith(" (not a regular file)") && !line.endsWith(" (gone)"))
            .toList();
    var folders = entries.stream().filter(line -> line.endsWith("/")).count();
    var contents =
        ResultMarkdown.count(entries.size() - folders, "file", "files")
            + " and "
            + ResultMarkdown.count(folders, "folder", "folders");
    var name = intent.folder().equals(".") ? "The workspace" : intent.folder();
    return (ToolOutputMarkers.isComplete(result.text())
            ? name + " contains " + contents + " in this listing."
            : name
                + " contains more than this listing shows: "
                + contents
                + describeMissing(result.text()))
        + "\n\n"
        + ResultMarkdown.block(result.text());
  }

  private static String describeMissing(String listing) {
    var missing = new ArrayList<String>();
    if (ToolOutputMarkers.omittedEntries(listing) > 0) {
      missing.add(
          ResultMarkdown.count(ToolOutputMarkers.omittedEntries(listing), "entry", "entries")
              + " at its end");
    }
    if (ToolOutputMarkers.isTruncated(listing)) {
      missing.add(
          ResultMarkdown.count(ToolOutputMarkers.omittedLength(listing), "character", "characters")
              + " in its middle");
    }
    return ", without " + String.join(" and without ", missing) + ".";
  }

  String read(Intent.ReadFile intent) throws NeedsToolsException, BlockedException {
    var file = FileText.read(tools, intent.path());
    return intent.path()
        + " has "
        + ResultMarkdown.count(file.text().lines().count(), "line", "lines")
        + file.note()
        + ".\n\n"
        + ResultMarkdown.block(file.text());
  }

  String measure(Intent.Measure intent) throws NeedsToolsException, BlockedException {
    var path = ShellFind.quote(ShellFind.rootedPath(intent.path()));
    if (tools.offers("shell_execute")) {
      var result =
          tools.call(
              "shell_execute", Map.of("command", "test -f " + path + " && wc -lwm < " + path));
      var numbers = String.join(" ", result.lines()).strip().split("\\s+");
      if (!result.failed() && numbers.length == 3 && numbers[0].matches("\\d{1,15}")) {
        return describeSize(
            intent.path(),
            Long.parseLong(numbers[0]),
            Long.parseLong(numbers[1]),
            Long.parseLong(numbers[2]));
      }
    }
    var file = FileText.read(tools, intent.path());
    if (!file.isComplete()) {
      throw new BlockedException(intent.path() + " is too long to be counted without a shell.");
    }
    var text = file.text();
    return describeSize(
        intent.path(),
        text.chars().filter(c -> c == '\n').count(),
        text.isBlank() ? 0 : text.strip().split("\\s+").length,
        text.codePointCount(0, text.length()));
  }

  private static String describeSize(String path, long lines, long words, long characters) {
    return path
        + " has "
        + ResultMarkdown.count(lines, "line", "lines")
        + ", "
        + ResultMarkdown.count(words, "word", "words")
        + " and "
        + ResultMarkdown.count(characters, "character", "characters")
        + ".";
  }

  String summarise(Intent.Summarise intent) throws NeedsToolsException, BlockedException {
    var file = FileText.read(tools, intent.path());
    var text = file.text();
    var words = text.isBlank() ? 0 : text.strip().split("\\s+").length;
    var summary = new StringBuilder("Extractive summary of " + intent.path() + " (");
    summary
        .append(ResultMarkdown.count(text.lines().count(), "line", "lines"))
        .append(", ")
        .append(ResultMarkdown.count(words, "word", "words"))
        .append(file.note())
        .append("): its headings and the first sentence of each paragraph, in its own words.");
    appendSection(summary, "Headings", headings(text));
    appendSection(summary, "First sentences", sentences(text));
    return summary.toString();
  }

  private static void appendSection(StringBuilder summary, String title, List<String> items) {
    if (!items.isEmpty()) {
      summary.append("\n\n").append(title).append(":\n\n").append(ResultMarkdown.list(items));
    }
  }

  private static List<String> headings(String text) {
    return text.lines()
        .map(HEADING::matcher)
        .filter(Matcher::matches)
        .map(heading -> heading.group(1))
        .toList();
  }

  private static List<String> sentences(String text) {
    var sentences = new ArrayList<String>();
    for (var paragraph : text.split("\\n\\s*\\n")) {
      var line =
          paragraph.lines().filter(part -> !part.startsWith("#")).reduce("", (a, b) -> a + " " + b);
      var plain = line.replaceAll("\\s+", " ").strip();
      if (!plain.matches(".*\\p{L}.*") || plain.startsWith("```")) {
        continue;
      }
      var first = plain.split("(?<=[.!?])\\s", 2)[0].replaceFirst("^[-*>] ", "");
      sentences.add(TextTruncator.withEllipsis(first, SENTENCE_CHARS_MAX));
      if (sentences.size() == SENTENCES_MAX) {
        break;
      }
    }
    return sentences;
  }

  String create(Intent.CreateFile intent) throws NeedsToolsException, BlockedException {
    write(intent.path(), intent.content());
    return "Wrote "
        + intent.path()
        + " with "
        + ResultMarkdown.count(intent.content().length(), "character", "characters")
        + ".";
  }

  void write(String path, String content) throws NeedsToolsException, BlockedException {
    var result = tools.call("write_file", Map.of("path", path, "content", content));
    if (result.failed()) {
      throw new BlockedException(path + " could not be written: " + result.reason());
    }
  }

  String run(Intent.RunCommand intent) throws NeedsToolsException, BlockedException {
    var result = tools.call("shell_execute", Map.of("command", intent.command()));
    if (result.failed()) {
      throw new BlockedException(
          "The command '" + intent.command() + "' failed: " + result.reason());
    }
    return "Ran "
        + ResultMarkdown.code(intent.command())
        + (result.isTruncated()
            ? ". Its output, of which the middle is missing:\n\n"
            : ". Its output:\n\n")
        + ResultMarkdown.block(result.text());
  }

  String calculate(Intent.Calculate intent) throws NeedsToolsException, BlockedException {
    var result = tools.call("calculator", Map.of("expression", intent.expression()));
    if (result.failed()) {
      throw new BlockedException(
          "'" + intent.expression() + "' could not be calculated: " + result.reason());
    }
    return result.text().strip();
  }
}
