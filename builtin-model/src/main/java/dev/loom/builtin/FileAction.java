package dev.loom.builtin;

import static dev.loom.builtin.ResultMarkdown.count;

import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads, measures, summarises and writes single files, lists folders, runs commands and
/// calculates.
final class FileAction {
  private static final int SENTENCES_MAX = 20;
  private static final int SENTENCE_CHARS_MAX = 300;

  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");

  private final ToolDriver tools;

  FileAction(ToolDriver tools) {
    this.tools = tools;
  }

  String list(Intent intent) {
    var listing =
        tools
            .call("list_directory", Map.of("path", intent.path()))
            .orFail("The folder " + intent.path() + " could not be listed");
    long files = listing.number("files");
    long folders = listing.number("directories");
    var omitted = listing.number("omitted");
    var missing = new ArrayList<String>();
    if (omitted > 0) {
      missing.add("without " + count(omitted, "entry") + " at its end");
    }
    if (listing.isTruncated()) {
      missing.add("without " + count(listing.omittedChars(), "character") + " in its middle");
      // The marker, the two entries that it splits and the note at the end are not entries.
      folders = listing.text().lines().filter(line -> line.endsWith("/")).count();
      files = listing.text().lines().count() - folders - (omitted > 0 ? 4 : 3);
    }
    return "%s contains %s%s and %s%s.\n\n%s"
        .formatted(
            intent.path().equals(".") ? "The workspace" : intent.path(),
            missing.isEmpty() ? "" : "more than this listing shows: ",
            count(files, "file"),
            count(folders, "folder"),
            missing.isEmpty() ? " in this listing" : ", " + String.join(" and ", missing),
            ResultMarkdown.block(listing.text()));
  }

  String read(Intent intent) {
    var file = FileText.read(tools, intent.path());
    var lines = count(file.text().lines().count(), "line");
    return "%s has %s%s.\n\n%s"
        .formatted(intent.path(), lines, file.note(), ResultMarkdown.block(file.text()));
  }

  String measure(Intent intent) {
    if (tools.offersShell()) {
      var path = Shell.quotedPath(intent.path());
      var result = tools.shell("test -f " + path + " && wc -lwm < " + path);
      var numbers = result.text().strip().split("\\s+");
      if (!result.failed() && numbers.length == 3 && numbers[0].matches("\\d{1,15}")) {
        return size(
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
    var lines = text.chars().filter(c -> c == '\n').count();
    return size(intent.path(), lines, file.words(), text.codePointCount(0, text.length()));
  }

  private static String size(String path, long lines, long words, long characters) {
    return "%s has %s, %s and %s."
        .formatted(
            path, count(lines, "line"), count(words, "word"), count(characters, "character"));
  }

  String summarise(Intent intent) {
    var file = FileText.read(tools, intent.path());
    var headings = HEADING.matcher(file.text()).results().map(each -> each.group(1)).toList();
    return ("Extractive summary of %s (%s, %s%s): its headings and the first sentence of each"
            + " paragraph, in its own words.%s%s")
        .formatted(
            intent.path(),
            count(file.text().lines().count(), "line"),
            count(file.words(), "word"),
            file.note(),
            section("Headings", headings),
            section("First sentences", sentences(file.text())));
  }

  private static String section(String title, List<String> items) {
    return items.isEmpty() ? "" : "\n\n" + title + ":\n\n" + ResultMarkdown.list(items);
  }

  private static List<String> sentences(String text) {
    return Pattern.compile("\\n\\s*\\n")
        .splitAsStream(text)
        .map(paragraph -> paragraph.replaceAll("(?m)^#.*", "").replaceAll("\\s+", " ").strip())
        .filter(line -> line.matches(".*\\p{L}.*") && !line.startsWith("```"))
        .map(line -> line.split("(?<=[.!?])\\s", 2)[0].replaceFirst("^[-*>] ", ""))
        .map(sentence -> TextTruncator.withEllipsis(sentence, SENTENCE_CHARS_MAX))
        .limit(SENTENCES_MAX)
        .toList();
  }

  String create(Intent intent) {
    write(intent.path(), intent.text());
    return "Wrote " + intent.path() + " with " + count(intent.text().length(), "character") + ".";
  }

  void write(String path, String content) {
    tools
        .call("write_file", Map.of("path", path, "content", content))
        .orFail(path + " could not be written");
  }

  String run(Intent intent) {
    var result = tools.shell(intent.text()).orFail("The command '" + intent.text() + "' failed");
    return "Ran %s. Its output%s:\n\n%s"
        .formatted(
            ResultMarkdown.code(intent.text()),
            result.isTruncated() ? ", of which the middle is missing" : "",
            ResultMarkdown.block(result.text()));
  }

  String calculate(Intent intent) {
    return tools
        .call("calculator", Map.of("expression", intent.text()))
        .orFail("'" + intent.text() + "' could not be calculated")
        .text()
        .strip();
  }
}
