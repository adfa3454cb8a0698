package dev.loom.builtin;

import java.util.Map;
import java.util.stream.Collectors;

/// The text of a file, read in pages if longer than one tool output.
///
/// @param text the complete text, or the part that could be read
/// @param omittedChars characters missing from the middle; 0 if the text is complete
record FileText(String text, int omittedChars) {
  private static final int LINES_PER_PAGE = 2_000;

  static FileText read(ToolDriver tools, String path) {
    var failure = path + " could not be read";
    var whole = tools.call("read_file", Map.of("path", path)).orFail(failure);
    if (!whole.isTruncated()) {
      return new FileText(whole.number("chars") == 0 ? "" : whole.text(), 0);
    }
    var reader =
        new PagedReader(
            tools,
            "read_file",
            failure,
            (first, last) -> Map.of("path", path, "line_start", first, "line_end", last));
    // Pages lack their last line break.
    var lineBreak = whole.text().contains("\r\n") ? "\r\n" : "\n";
    var end = whole.text().endsWith("\n") ? lineBreak : "";
    var text =
        reader.read(whole.number("lines"), LINES_PER_PAGE).stream()
            .flatMap(pages -> pages.stream().map(ToolDriver.Result::text))
            .collect(Collectors.joining(lineBreak, "", end));
    // The length differs in a file with mixed line breaks.
    return text.length() == whole.number("chars")
        ? new FileText(text, 0)
        : new FileText(whole.text(), whole.omittedChars());
  }

  /// Returns a note for the report if the text is incomplete.
  String note() {
    return omittedChars == 0
        ? ""
        : " in what could be read of it, without %s in its middle"
            .formatted(ResultMarkdown.count(omittedChars, "character"));
  }

  long words() {
    return text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }
}
