package dev.loom.models.builtin;

import java.util.Map;

/// The text of a file, read in pages if it exceeds one tool output.
///
/// @param text the complete text, or the part that could be read
/// @param omittedChars characters missing from the middle; 0 if the text is complete
record FileText(String text, long omittedChars) {
  /// The output of `read_file` for an empty file.
  private static final String EMPTY = "(empty file)";

  static FileText read(ToolDriver tools, String path) throws NeedsToolsException, BlockedException {
    var result = tools.call("read_file", Map.of("path", path));
    if (result.failed()) {
      throw new BlockedException(path + " could not be read: " + result.reason());
    }
    var shown = result.text();
    if (!result.isTruncated()) {
      return new FileText(shown.equals(EMPTY) ? "" : shown, 0);
    }
    var error =
        tools.call("read_file", Map.of("path", path, "line_start", (Object) Integer.MAX_VALUE));
    var count = error.failed() ? ToolOutputMarkers.lineCountIn(error.text()).orElse(0L) : 0L;
    var leftOut = ToolOutputMarkers.omittedLength(shown);
    var pageLines = Math.max(1, count * shown.length() / (2 * (shown.length() + leftOut)));
    var ranges =
        new PagedReader(
            tools,
            (first, last) ->
                new ToolDriver.Invocation(
                    "read_file", Map.of("path", path, "line_start", first, "line_end", last)));
    var read = ranges.read(count, pageLines);
    var text = joinPages(read, shown);
    return count > 0 && read.complete() && text.length() == ToolOutputMarkers.wholeLength(shown)
        ? new FileText(text, 0)
        : new FileText(shown, leftOut);
  }

  /// Joins pages, which lack their last line break. For a file with mixed line breaks the result
  /// has the wrong length, which the caller checks.
  private static String joinPages(PagedReader.Result read, String shown) {
    var end = shown.contains("\r\n") ? "\r\n" : "\n";
    return String.join(end, read.pages()) + (shown.endsWith("\n") ? end : "");
  }

  boolean isComplete() {
    return omittedChars == 0;
  }

  /// Returns a note for the report if the text is incomplete.
  String note() {
    return isComplete()
        ? ""
        : " in what could be read of it, without "
            + ReportText.count(omittedChars, "character", "characters")
            + " in its middle";
  }
}
