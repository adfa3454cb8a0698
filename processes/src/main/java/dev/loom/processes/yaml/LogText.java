package dev.loom.processes.yaml;

/// A stranger's text made fit for a message or a log line: short, and on one line.
public final class LogText {
  private static final int CHARS_MAX = 80;

  private LogText() {}

  /// The text, cut, with a question mark for every control character.
  public static String excerpt(String text) {
    var cut = text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) + "..." : text;
    return oneLine(cut);
  }

  /// The whole text, with a question mark for every control character.
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
