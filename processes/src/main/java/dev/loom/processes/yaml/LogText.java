package dev.loom.processes.yaml;

import dev.loom.contracts.text.TextTruncator;

/// Prepares untrusted text for a message or a log line.
public final class LogText {
  private static final int CHARS_MAX = 80;

  private LogText() {}

  /// Returns the text truncated to 80 characters, with a question mark for each control character.
  public static String excerpt(String text) {
    return oneLine(TextTruncator.withEllipsis(text, CHARS_MAX));
  }

  /// Returns the whole text, with a question mark for each control character.
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
