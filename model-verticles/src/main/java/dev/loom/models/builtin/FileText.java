package dev.loom.models.builtin;

import java.util.Map;

/// A file's text, read in parts when one output does not hold it.
///
/// @param text all of it, or what was shown of it
/// @param leftOut how many characters are missing in the middle
record FileText(String text, long omittedChars) {
  /// What `read_file` says of a file without a character.
  private static final String EMPTY = "(empty file)";

  static FileText read(ToolDriver tools, String path) throws NeedsToolsException, BlockedException {
    var seen = tools.call("read_file", Map.of("path", path));
    if (seen.failed()) {
      throw new BlockedException(path + " could not be read: " + seen.reason());
    }
    var shown = seen.text();
    if (!seen.isTruncated()) {
      return new FileText(shown.equals(EMPTY) ? "" : shown, 0);
    }
    var rejected =
        tools.call("read_file", Map.of("path", path, "line_start", (Object) Integer.MAX_VALUE));
    var count = rejected.failed() ? ToolOutputMarkers.lineCountIn(rejected.text()).orElse(0L) : 0L;
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

  /// Pages come without the end of their last line. In a file that ends its lines in two ways the
  /// sum is wrong, which its length shows.
  private static String joinPages(PagedReader.Result read, String shown) {
    var end = shown.contains("\r\n") ? "\r\n" : "\n";
    return String.join(end, read.pages()) + (shown.endsWith("\n") ? end : "");
  }

  boolean isComplete() {
    return omittedChars == 0;
  }

  /// What to say behind the numbers of a text that is not whole.
  String note() {
    return isComplete()
        ? ""
        : " in what could be read of it, without "
            + ReportText.count(omittedChars, "character", "characters")
            + " in its middle";
  }
}
