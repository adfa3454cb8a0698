package dev.loom.tools.file;

/// The byte order mark and the prevailing line ending of a text file, which changes keep.
///
/// @param mark whether the text begins with a byte order mark
/// @param lineEnding LF, CR LF or CR; empty if the text has a single line
record TextFormat(boolean mark, String lineEnding) {
  static final String CRLF = "\r\n";
  private static final String MARK = "\ufeff";

  static TextFormat of(String text) {
    var pairs = count(text, CRLF);
    var lineFeeds = count(text, "\n") - pairs;
    var returns = count(text, "\r") - pairs;
    var ending = pairs > lineFeeds ? CRLF : lineFeeds > 0 ? "\n" : returns > 0 ? "\r" : "";
    return new TextFormat(text.startsWith(MARK), ending);
  }

  private static int count(String text, String fragment) {
    var count = 0;
    for (var at = text.indexOf(fragment);
        at >= 0;
        at = text.indexOf(fragment, at + fragment.length())) {
      count++;
    }
    return count;
  }

  /// Removes a byte order mark, which is no part of the text that models see.
  static String withoutMark(String text) {
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }

  /// Adds the byte order mark if the file has one.
  String withMark(String text) {
    return mark && !text.startsWith(MARK) ? MARK + text : text;
  }

  /// Converts the line endings of a text that is inserted; to LF if the file has none.
  String withLineEndings(String text) {
    var lfOnly = text.replace(CRLF, "\n");
    return lineEnding.isEmpty() ? lfOnly : lfOnly.replace("\n", lineEnding);
  }

  static boolean isLineEnd(char character) {
    return character == '\n' || character == '\r';
  }

  static boolean startsWithLineEnd(String text) {
    return !text.isEmpty() && isLineEnd(text.charAt(0));
  }

  static boolean endsWithLineEnd(String text) {
    return !text.isEmpty() && isLineEnd(text.charAt(text.length() - 1));
  }
}
