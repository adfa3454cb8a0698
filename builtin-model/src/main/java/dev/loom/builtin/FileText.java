package dev.loom.builtin;

import java.util.Map;

/// The text of a file, read in pages if longer than one tool output.
///
/// @param text the complete text, or the part that could be read
/// @param omittedChars characters missing from the middle; 0 if the text is complete
record FileText(String text, long omittedChars) {
  /// The output of `read_file` for an empty file.
  private static final String EMPTY_FILE = "(empty file)";

  static FileText read(ToolDriver tools, String path) throws NeedsToolsException, BlockedException {
    var result = tools.call("read_file", Map.of("path", path));
    if (result.failed()) {
      throw new BlockedException(path + " could not be read: " + result.reason());
    }
    var output = result.text();
    if (!result.isTruncated()) {
      return new FileText(output.equals(EMPTY_FILE) ? "" : output, 0);
    }
    var error =
        tools.call("read_file", Map.of("path", path, "line_start", (Object) Integer.MAX_VALUE));
    var lineCount = error.failed() ? ToolOutputMarkers.lineCountIn(error.text()).orElse(0L) : 0L;
    var omittedChars = ToolOutputMarkers.omittedLength(output);
    var pageLines =
        Math.max(1, lineCount * output.length() / (2 * (output.length() + omittedChars)));
    var reader =
        new PagedReader(
            tools,
            (first, last) ->
                new ToolDriver.Invocation(
                    "read_file", Map.of("path", path, "line_start", first, "line_end", last)));
    var readPages = reader.read(lineCount, pageLines);
    var text = joinPages(readPages, output);
    return lineCount > 0
            && readPages.complete()
            && text.length() == ToolOutputMarkers.wholeLength(output)
        ? new FileText(text, 0)
        : new FileText(output, omittedChars);
  }

  /// Joins pages, which lack their last line break. The length of the result is wrong for a file
  /// with mixed line breaks; the caller compares lengths.
  private static String joinPages(PagedReader.Result readPages, String output) {
    var lineBreak = output.contains("\r\n") ? "\r\n" : "\n";
    return String.join(lineBreak, readPages.pages()) + (output.endsWith("\n") ? lineBreak : "");
  }

  boolean isComplete() {
    return omittedChars == 0;
  }

  /// Returns a note for the report if the text is incomplete.
  String note() {
    return isComplete()
        ? ""
        : " in what could be read of it, without "
            + ResultMarkdown.count(omittedChars, "character", "characters")
            + " in its middle";
  }
}
