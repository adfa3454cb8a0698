package dev.loom.builtin;

import static dev.loom.builtin.ResultMarkdown.count;

import java.util.Map;

/// Reads, measures and writes single files, lists folders, runs commands and calculates.
final class FileAction {
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
    var links = listing.number("links");
    var skipped = listing.texts("skipped");
    return "%s contains %s%s%s and %s%s.\n\n%s%s"
        .formatted(
            intent.path().equals(".") ? "The workspace" : intent.path(),
            omitted > 0 ? "more than this listing shows: " : "",
            count(listing.number("files"), "file"),
            links > 0 ? ", " + count(links, "link") : "",
            count(listing.number("directories"), "folder"),
            missing.isEmpty() ? " in this listing" : missing,
            ResultMarkdown.block(listing.text()),
            skipped.isEmpty()
                ? ""
                : "\n\nLeft out: folders named " + String.join(", ", skipped) + ".");
  }

  private static String missingCharacters(ToolDriver.Result output) {
    return "without " + count(output.omittedChars(), "character") + " in its middle";
  }

  String read(Intent intent) {
    var file = readFile(intent.path());
    var lines =
        count(file.isTruncated() ? file.number("lines") : file.text().lines().count(), "line");
    var missing = file.isTruncated() ? ", shown " + missingCharacters(file) : "";
    return "%s has %s%s.\n\n%s"
        .formatted(intent.path(), lines, missing, ResultMarkdown.block(file.text()));
  }

  /// Reads a file, or its beginning and end if it is longer than one output.
  private ToolDriver.Result readFile(String path) {
    var file = tools.call("read_file", Map.of("path", path)).orFail(path + " could not be read");
    return file.number("chars") == 0 ? new ToolDriver.Result("", file.data(), false) : file;
  }

  String measure(Intent intent) {
    var file = readFile(intent.path());
    var text = file.text();
    if (file.isTruncated()) {
      return "%s has %s and %s. It is too long for its words to be counted."
          .formatted(
              intent.path(),
              count(file.number("lines"), "line"),
              count(file.number("chars"), "character"));
    }
    return "%s has %s, %s and %s."
        .formatted(
            intent.path(),
            count(text.lines().count(), "line"),
            count(text.isBlank() ? 0 : text.strip().split("\\s+").length, "word"),
            count(text.codePointCount(0, text.length()), "character"));
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
    var command = ResultMarkdown.code(intent.text());
    if (result.text().isBlank()) {
      return "Ran %s. It printed nothing.".formatted(command);
    }
    return "Ran %s. Its output%s:\n\n%s"
        .formatted(
            command,
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
