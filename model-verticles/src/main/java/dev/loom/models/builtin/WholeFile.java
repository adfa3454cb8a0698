package dev.loom.models.builtin;

import java.util.Map;

/// A file's text, read in parts when one output does not hold it.
///
/// @param text all of it, or what was shown of it
/// @param leftOut how many characters are missing in the middle
record WholeFile(String text, long leftOut) {
  /// What `read_file` says of a file without a character.
  private static final String EMPTY = "(empty file)";

  static WholeFile read(Hands hands, String path) throws NeedsTools, Blocked {
    var seen = hands.use("read_file", Map.of("path", path));
    if (seen.failed()) {
      throw new Blocked(path + " could not be read: " + seen.reason());
    }
    var shown = seen.text();
    if (!seen.isCut()) {
      return new WholeFile(shown.equals(EMPTY) ? "" : shown, 0);
    }
    var refused =
        hands.use("read_file", Map.of("path", path, "line_start", (Object) Integer.MAX_VALUE));
    var count = refused.failed() ? Remarks.linesOfFile(refused.text()).orElse(0L) : 0L;
    var leftOut = Remarks.leftOut(shown);
    var pageLines = Math.max(1, count * shown.length() / (2 * (shown.length() + leftOut)));
    var ranges =
        new Ranges(
            hands,
            (first, last) ->
                new Hands.Wish(
                    "read_file", Map.of("path", path, "line_start", first, "line_end", last)));
    var read = ranges.read(count, pageLines);
    var text = joined(read, shown);
    return count > 0 && read.complete() && text.length() == Remarks.wholeLength(shown)
        ? new WholeFile(text, 0)
        : new WholeFile(shown, leftOut);
  }

  /// Pages come without the end of their last line. In a file that ends its lines in two ways the
  /// sum is wrong, which its length shows.
  private static String joined(Ranges.Read read, String shown) {
    var end = shown.contains("\r\n") ? "\r\n" : "\n";
    return String.join(end, read.pages()) + (shown.endsWith("\n") ? end : "");
  }

  boolean isWhole() {
    return leftOut == 0;
  }

  /// What to say behind the numbers of a text that is not whole.
  String note() {
    return isWhole()
        ? ""
        : " in what could be read of it, without "
            + Findings.count(leftOut, "character", "characters")
            + " in its middle";
  }
}
