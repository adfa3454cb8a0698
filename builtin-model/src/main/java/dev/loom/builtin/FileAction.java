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

  String list(Intent intent) throws NeedsToolsException, BlockedException {
    var listing =
        tools
            .call("list_directory", Map.of("path", intent.path()))
            .orFail("The folder " + intent.path() + " could not be listed");
    long files = listing.number("files");
    long folders = listing.number("directories");
    if (listing.isTruncated()) {
      // The marker, the two entries that it splits and the note at the end are not entries.
      folders = listing.text().lines().filter(line -> line.endsWith("/")).count();
      var others = listing.number("omitted") > 0 ? 4 : 3;
      files = listing.text().lines().count() - others - folders;
    }
    var missing = new ArrayList<String>();
    if (listing.number("omitted") > 0) {
      var count = ResultMarkdown.count(listing.number("omitted"), "entry", "entries");
      missing.add("without " + count + " at its end");
    }
    if (listing.isTruncated()) {
      var count = ResultMarkdown.count(listing.omittedChars(), "character", "characters");
      missing.add("without " + count + " in its middle");
    }
    return (intent.path().equals(".") ? "The workspace" : intent.path())
        + (missing.isEmpty() ? " contains " : " contains more than this listing shows: ")
        + ResultMarkdown.count(files, "file", "files")
        + " and "
        + ResultMarkdown.count(folders, "folder", "folders")
        + (missing.isEmpty() ? " in this listing" : ", " + String.join(" and ", missing))
        + ".\n\n"
        + ResultMarkdown.block(listing.text());
  }

  String read(Intent intent) throws NeedsToolsException, BlockedException {
    var file = FileText.read(tools, intent.path());
    return intent.path()
        + " has "
        + lines(file.text().lines().count())
        + file.note()
        + ".\n\n"
        + ResultMarkdown.block(file.text());
  }

  String measure(Intent intent) throws NeedsToolsException, BlockedException {
    if (tools.offersShell()) {
      var path = Shell.quotedPath(intent.path());
      var result =
          tools.call(
              ToolDriver.Invocation.shell("test -f " + path + " && wc -lwm < " + path));
      var numbers = result.text().strip().split("\\s+");
      if (!result.failed() && numbers.length == 3 && numbers[0].matches("\\d{1,15}")) {
        return describeSize(
            intent.path(),
            Long.parseLong(numbers[0]),
            Long.parseLong(numbers[1]),
            Long.parseLong(numbers[2]));
      }
    }
    var file = FileText.read(tools, intent.path());
    if (file.omittedChars() > 0) {
      throw new BlockedException(intent.path() + " is too long to be counted without a shell.");
    }
    var text = file.text();
    return describeSize(
        intent.path(),
        text.chars().filter(c -> c == '\n').count(),
        file.words(),
        text.codePointCount(0, text.length()));
  }

  private static String describeSize(String path, long lines, long words, long characters) {
    return path
        + " has "
        + lines(lines)
        + ", "
        + ResultMarkdown.count(words, "word", "words")
        + " and "
        + ResultMarkdown.count(characters, "character", "characters")
        + ".";
  }

  private static String lines(long count) {
    return ResultMarkdown.count(count, "line", "lines");
  }

  String summarise(Intent intent) throws NeedsToolsException, BlockedException {
    var file = FileText.read(tools, intent.path());
    var headings =
        file.text()
            .lines()
            .map(HEADING::matcher)
            .filter(Matcher::matches)
            .map(heading -> heading.group(1))
            .toList();
    return "Extractive summary of "
        + intent.path()
        + " ("
        + lines(file.text().lines().count())
        + ", "
        + ResultMarkdown.count(file.words(), "word", "words")
        + file.note()
        + "): its headings and the first sentence of each paragraph, in its own words."
        + section("Headings", headings)
        + section("First sentences", sentences(file.text()));
  }

  private static String section(String title, List<String> items) {
    return items.isEmpty() ? "" : "\n\n" + title + ":\n\n" + ResultMarkdown.list(items);
  }

  private static List<String> sentences(String text) {
    var sentences = new ArrayList<String>();
    for (var paragraph : text.split("\\n\\s*\\n")) {
      var line =
          paragraph.lines().filter(part -> !part.startsWith("#")).reduce("", (a, b) -> a + " " + b);
      var plain = line.replaceAll("\\s+", " ").strip();
      if (plain.matches(".*\\p{L}.*") && !plain.startsWith("```")) {
        var first = plain.split("(?<=[.!?])\\s", 2)[0].replaceFirst("^[-*>] ", "");
        sentences.add(TextTruncator.withEllipsis(first, SENTENCE_CHARS_MAX));
      }
    }
    return sentences.subList(0, Math.min(SENTENCES_MAX, sentences.size()));
  }

  String create(Intent intent) throws NeedsToolsException, BlockedException {
    write(intent.path(), intent.text());
    return "Wrote "
        + intent.path()
        + " with "
        + ResultMarkdown.count(intent.text().length(), "character", "characters")
        + ".";
  }

  void write(String path, String content) throws NeedsToolsException, BlockedException {
    tools
        .call("write_file", Map.of("path", path, "content", content))
        .orFail(path + " could not be written");
  }

  String run(Intent intent) throws NeedsToolsException, BlockedException {
    var result =
        tools
            .call(ToolDriver.Invocation.shell(intent.text()))
            .orFail("The command '" + intent.text() + "' failed");
    return "Ran "
        + ResultMarkdown.code(intent.text())
        + (result.isTruncated()
            ? ". Its output, of which the middle is missing:\n\n"
            : ". Its output:\n\n")
        + ResultMarkdown.block(result.text());
  }

  String calculate(Intent intent) throws NeedsToolsException, BlockedException {
    return tools
        .call("calculator", Map.of("expression", intent.text()))
        .orFail("'" + intent.text() + "' could not be calculated")
        .text()
        .strip();
  }
}
