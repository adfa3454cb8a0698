package dev.loom.builtin;

import static dev.loom.builtin.ResultMarkdown.count;

import dev.loom.contracts.text.TextTruncator;
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
    var omitted = listing.number("omitted");
    var missing =
        (omitted > 0 ? ", without " + count(omitted, "entry") + " at its end" : "")
            + (listing.isTruncated() ? ", " + missingCharacters(listing) : "");
    return "%s contains %s%s and %s%s.\n\n%s"
        .formatted(
            intent.path().equals(".") ? "The workspace" : intent.path(),
            omitted > 0 ? "more than this listing shows: " : "",
            count(listing.number("files"), "file"),
            count(listing.number("directories"), "folder"),
            missing.isEmpty() ? " in this listing" : missing,
            ResultMarkdown.block(listing.text()));
  }

  private static String missingCharacters(ToolDriver.Result output) {
    return "without " + count(output.omittedChars(), "character") + " in its middle";
  }

  String read(Intent intent) {
    var file = readFile(intent.path());
    var lines = count(file.text().lines().count(), "line");
    return "%s has %s%s.\n\n%s"
        .formatted(intent.path(), lines, note(file), ResultMarkdown.block(file.text()));
  }

  /// Reads a file, or its beginning and end if it is longer than one output.
  private ToolDriver.Result readFile(String path) {
    var file = tools.call("read_file", Map.of("path", path)).orFail(path + " could not be read");
    return file.number("chars") == 0 ? new ToolDriver.Result("", file.data(), false) : file;
  }

  private static String note(ToolDriver.Result file) {
    return file.isTruncated() ? " in what could be read of it, " + missingCharacters(file) : "";
  }

  String measure(Intent intent) {
    var file = readFile(intent.path());
    var text = file.text();
    if (file.isTruncated()) {
      var lines = file.number("lines") - (text.endsWith("\n") ? 0 : 1);
      return "%s has %s and %s. It is too long for its words to be counted."
          .formatted(intent.path(), count(lines, "line"), count(file.number("chars"), "character"));
    }
    return "%s has %s, %s and %s."
        .formatted(
            intent.path(),
            count(text.chars().filter(c -> c == '\n').count(), "line"),
            count(words(text), "word"),
            count(text.codePointCount(0, text.length()), "character"));
  }

  private static long words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }

  String summarise(Intent intent) {
    var file = readFile(intent.path());
    var headings = HEADING.matcher(file.text()).results().map(each -> each.group(1)).toList();
    return ("Extractive summary of %s (%s, %s%s): its headings and the first sentence of each"
            + " paragraph, in its own words.%s%s")
        .formatted(
            intent.path(),
            count(file.text().lines().count(), "line"),
            count(words(file.text()), "word"),
            note(file),
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
    var result =
        tools
            .call("shell_execute", Map.of("command", intent.text()))
            .orFail("The command '" + intent.text() + "' failed");
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
